import FoundationEssentials
import Tensors
import Transformer

/// A model made elsewhere, its options understood and found to be ours.
protocol ForeignModel {
  var configuration: TransformerConfiguration { get }
  /// The longest sentence it is known to take, in tokens.
  var maximumLength: Int { get }
  /// Its directory.
  var directory: String { get }
  var weights: any TensorFile { get }
  /// What its subwords are.
  var subwords: ForeignVocabulary { get throws }
  /// How it is meant to be searched, and what is known of it beside.
  var facts: ForeignFacts { get }

  /// Where a parameter is; nil: nowhere, it is zero.
  func place(of parameter: ParameterLayout.Parameter) -> TensorPlace?
}

/// The subwords of a model made elsewhere.
enum ForeignVocabulary {
  /// Those of `translate bpe learn`, in a file with pieces and their numbers.
  case ours(file: String, hasPadding: Bool)
  case sentencePiece(ForeignSubwordFiles)
}

/// What a foreign model's files say beside weights and subwords.
struct ForeignFacts {
  var sourceLanguage: String?
  var targetLanguage: String?
  var beamSize: Int?
  var lengthNormalization: Float?
  /// A lexical shortlist in Marian's binary form.
  var shortlist: String?
  var notes: [String: String] = [:]
}

extension ForeignModel {
  /// Checks that all parameters are there, before memory is asked for.
  func expectAll() throws {
    for parameter in ParameterLayout(configuration).parameters {
      if let place = place(of: parameter) { try weights.expect(place.name, shape: place.shape) }
    }
  }

  /// The elements of a parameter, block by block: `body` gets them in row order.
  func forEachBlock(
    of parameter: ParameterLayout.Parameter, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Bool
  ) throws {
    let place = place(of: parameter)
    let isWhole = place?.isTransposed == true || parameter.columns >= Self.block
    let step = isWhole ? parameter.count : Self.block / parameter.columns * parameter.columns
    let storage = FloatStorage(count: min(step, parameter.count))
    defer { withExtendedLifetime(storage) {} }
    for start in stride(from: 0, to: parameter.count, by: step) {
      let range = start..<min(parameter.count, start + step)
      if let place { try weights.read(place, parameter, elements: range, to: storage.pointer) }
      weights.forget()
      guard try body(UnsafeMutableBufferPointer(start: storage.pointer, count: range.count)) else { return }
    }
  }

  /// Elements that are converted at once.
  private static var block: Int { 1 << 22 }

  /// Whether every number is one of half precision.
  var fitsHalfPrecision: Bool {
    get throws {
      for parameter in ParameterLayout(configuration).parameters {
        var fits = true
        try forEachBlock(of: parameter) { block in
          fits = block.allSatisfy { Float(Float16($0)) == $0 }
          return fits
        }
        if !fits { return false }
      }
      return true
    }
  }
}

/// Opens what a path holds: Marian's `.npz` or `.bin`, or a directory of Marian's, Hugging Face's or CTranslate2's.
///
/// - Parameter usesOurSubwords: whether its text is cut by codes of `translate bpe learn`.
/// - Throws: ``InterchangeError`` or ``ModelError``, naming file, option and what is supported.
func openForeignModel(_ path: String, usesOurSubwords: Bool) throws -> any ForeignModel {
  if ArgosPackage.isOne(path) { return try ArgosPackage.model(directory: path) }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
  if exists(CTranslate2Model.weightsName) { return try CTranslate2Model(directory: path) }
  if exists(HuggingFaceExport.configurationName) {
    return try HuggingFaceModel(directory: path, isOurs: usesOurSubwords)
  }
  var isDirectory = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
    throw InterchangeError.noModel(path: path)
  }
  if isDirectory {
    guard let files = try MarianFiles(directory: path) else { throw InterchangeError.noModel(path: path) }
    return try MarianModel(files, isOurs: usesOurSubwords)
  }
  return try MarianModel(MarianFiles(model: path), isOurs: usesOurSubwords)
}
