import FoundationEssentials
import Transformer

/// Weights of Hugging Face's in several files, with an index that says which tensor is in which.
struct WeightShards: TensorFile {
  let path: String
  private let files: [String: any TensorFile]
  private let places: [String: String]

  private struct Index: Decodable {
    let places: [String: String]

    enum CodingKeys: String, CodingKey { case places = "weight_map" }
  }

  /// - Parameters:
  ///   - path: the index.
  ///   - open: reads one of the files beside it.
  init(path: String, _ open: (String) throws -> any TensorFile) throws {
    self.path = path
    let mapped = try MappedFile(path: path)
    let data = withExtendedLifetime(mapped) { Data(mapped.bytes) }
    guard let index = try? JSONDecoder().decode(Index.self, from: data) else {
      throw InterchangeError.malformed(file: path, line: nil, reason: "it does not say which tensor is in which file")
    }
    let names = Set(index.places.values)
    if let name = names.first(where: { $0.isEmpty || $0.contains("/") || $0.hasPrefix(".") }) {
      throw InterchangeError.malformed(file: path, line: nil, reason: "it names the file '\(name)'")
    }
    let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    var files: [String: any TensorFile] = [:]
    for name in names.sorted() {
      let file = directory.isEmpty ? name : "\(directory)/\(name)"
      guard FileManager.default.fileExists(atPath: file) else {
        throw InterchangeError.missing(
          file: file, remedy: "some of the weights are in it: copy the whole directory again")
      }
      files[name] = try open(file)
    }
    (self.files, places) = (files, index.places)
  }

  private func file(of name: String) -> (any TensorFile)? { places[name].flatMap { files[$0] } }

  func shape(of name: String) -> [Int]? { file(of: name)?.shape(of: name) }

  func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    guard let file = file(of: name) else { throw .tensorMissing(path: path, name: name) }
    try file.read(name, shape: shape, elements: elements, to: destination)
  }

  func forget() { for file in files.values { file.forget() } }
}
