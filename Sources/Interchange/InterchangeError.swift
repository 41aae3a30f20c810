/// Why a model from elsewhere cannot be read here, or one of ours not be written for others. The wording is here.
public enum InterchangeError: Error, Equatable, Sendable {
  case noModel(path: String)
  /// A file that a model of this kind needs.
  case missing(file: String, remedy: String)
  case malformed(file: String, line: Int?, reason: String)
  case optionMissing(file: String, option: String)
  case unsupported(file: String, option: String, value: String, supported: String)
  case startIsNotZero(file: String, tensor: String, token: Int)
  case untied(file: String, one: String, other: String)
  case noCodes(directory: String)
  case pieceCount(file: String, found: Int, expected: Int)
  case pieceMissing(file: String, id: Int)
  case pieceDiffers(file: String, other: String, id: Int, piece: String, otherPiece: String)
  case noLanguages(path: String)
  /// More than one model is there.
  case ambiguous(directory: String, files: [String])
}

extension InterchangeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noModel(let path):
      "\(path) is no model that can be imported: give Marian's .npz or .bin file, a directory with one, or with Hugging "
        + "Face's config.json and weights, or with CTranslate2's model.bin, or a zip archive of OPUS-MT or Argos"
    case .missing(let file, let remedy): "\(file) is missing: \(remedy)"
    case .malformed(let file, let line, let reason): "\(file)\(line.map { ":\($0)" } ?? "") is damaged: \(reason)"
    case .optionMissing(let file, let option): "\(file) lacks the option \(option)"
    case .unsupported(let file, let option, let value, let supported):
      "\(file): \(option) is \(value), which cannot be expressed here; what can: \(supported)"
    case .startIsNotZero(let file, let tensor, let token):
      "\(file): the decoder starts with token \(token), whose row of \(tensor) is not zero; here, as in Marian, it starts "
        + "with a zero vector, so this model cannot be expressed"
    case .untied(let file, let one, let other):
      "\(file): \(one) and \(other) differ; here source, target and output share one matrix of embeddings"
    case .noCodes(let directory):
      "\(directory) has neither SentencePiece models nor codes.bpe, without which text cannot be cut into the model's pieces; "
        + "name the directory with codes.bpe and vocabulary.txt that it was trained with (--vocab)"
    case .pieceCount(let file, let found, let expected):
      "\(file) has \(found) pieces, the model \(expected); give the subword files that belong to the model (--vocab)"
    case .pieceMissing(let file, let id): "\(file) has no piece with the number \(id)"
    case .pieceDiffers(let file, let other, let id, let piece, let otherPiece):
      "piece \(id) is '\(piece)' in \(file) but '\(otherPiece)' in \(other); give the subword files that belong to the "
        + "model (--vocab)"
    case .ambiguous(let directory, let files):
      "\(directory) has several models (\(files.joined(separator: ", "))); name the file"
    case .noLanguages(let path):
      "\(path) does not say what it translates; name the languages with --source-language and --target-language"
    }
  }
}
