import Documents

/// What a job would have to do.
package struct JobSurvey: Sendable {
  package struct File: Sendable {
    package var file: JobFile
    /// Nil for a file that is copied.
    package var format: DocumentFormat?
    package var segments: Int
    package var words: Int
    /// Texts that would be left as they are.
    package var omissions: [Omission]
  }

  package private(set) var files: [File] = []
  /// One line for each file that could not be translated.
  package private(set) var failures: [String] = []

  /// Reads and parses all files, one after the other.
  package init(_ files: [JobFile], options: JobOptions) {
    for file in files {
      guard let format = file.format else {
        self.files.append(File(file: file, format: nil, segments: 0, words: 0, omissions: []))
        continue
      }
      do {
        let document = try format.parse(
          try file.read(), fileName: file.input, options: options.documents(for: file, format))
        let segments = document.segments
        self.files.append(
          File(
            file: file, format: format, segments: segments.count, words: segments.reduce(0) { $0 + $1.wordCount },
            omissions: document.omissions))
      } catch DocumentError.noColumns where file.isFromTree {
        self.files.append(File(file: file, format: nil, segments: 0, words: 0, omissions: []))
      } catch {
        failures.append("\(error)")
      }
    }
  }

  /// The list for a person to read: format, segments, words and name of each file, and the sums.
  ///
  /// - Parameters:
  ///   - isVerbose: with each text that is left as it is, and why.
  ///   - ignored: files that patterns leave out.
  package func table(isVerbose: Bool = false, ignored: [String] = []) -> String {
    var text = "format      segments     words  file\n"
    for file in files {
      text += Self.row(
        file.format?.rawValue ?? "copied", file.segments, file.words, file.file.input, file.omissions.count)
      for omission in isVerbose ? file.omissions : [] {
        text +=
          "  \(file.file.input):\(omission.line): \(omission.key): \"\(omission.text.prefix(60))\": \(omission.reason)\n"
      }
    }
    for path in ignored { text += Self.row("ignored", 0, 0, path, 0) }
    let translated = files.filter { $0.format != nil }
    return text
      + Self.row(
        "", translated.reduce(0) { $0 + $1.segments }, translated.reduce(0) { $0 + $1.words },
        "\(translated.count) \(translated.count == 1 ? "file" : "files")", 0)
  }

  private static func row(_ format: String, _ segments: Int, _ words: Int, _ name: String, _ omitted: Int) -> String {
    func padded(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: " ", count: max(0, 9 - digits.count)) + digits
    }
    let format = format + String(repeating: " ", count: max(0, 10 - format.count))
    let left = omitted > 0 ? " (\(omitted) values left as they are)" : ""
    return "\(format) \(padded(segments)) \(padded(words))  \(name)\(left)\n"
  }
}
