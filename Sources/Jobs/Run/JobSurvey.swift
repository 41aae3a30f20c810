import Documents

/// What a job would have to do.
package struct JobSurvey: Sendable {
  package struct File: Sendable {
    package var file: JobFile
    package var format: DocumentFormat
    package var segments: Int
    package var words: Int
  }

  package private(set) var files: [File] = []
  /// One line for each file that could not be translated.
  package private(set) var failures: [String] = []

  /// Reads and parses all files, one after the other.
  package init(_ files: [JobFile], options: JobOptions) {
    for file in files {
      guard let format = file.format else { continue }
      do {
        let segments = try format.parse(try file.read(), fileName: file.input, options: options.documents).segments
        self.files.append(
          File(file: file, format: format, segments: segments.count, words: segments.reduce(0) { $0 + $1.wordCount }))
      } catch {
        failures.append("\(error)")
      }
    }
  }

  /// The list for a person to read: format, segments, words and name of each file, and the sums.
  package var table: String {
    func row(_ format: String, _ segments: Int, _ words: Int, _ name: String) -> String {
      func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(0, 9 - digits.count)) + digits
      }
      let format = format + String(repeating: " ", count: max(0, 8 - format.count))
      return "\(format) \(padded(segments)) \(padded(words))  \(name)\n"
    }
    let rows = files.map { row($0.format.rawValue, $0.segments, $0.words, $0.file.input) }
    let sum = row(
      "", files.reduce(0) { $0 + $1.segments }, files.reduce(0) { $0 + $1.words },
      "\(files.count) \(files.count == 1 ? "file" : "files")")
    return "format    segments     words  file\n" + rows.joined() + sum
  }
}
