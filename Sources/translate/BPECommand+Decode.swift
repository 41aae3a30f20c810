import ArgumentParser
import Subwords

/// `translate bpe decode`
struct BPEDecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Put pieces, or ids, together to text.",
    discussion: """
      One line in, one line out.

        translate bpe decode --model Vocab/en-de < pieces
        translate bpe decode --model Vocab/en-de --ids < ids
        translate bpe decode --pretokenized < pieces     # joins pieces to words and leaves the words apart
      """)

  @OptionGroup var source: SubwordModelOptions

  @Flag(name: .long, help: "The input is ids instead of pieces.")
  var ids = false

  @Flag(name: .long, help: "Only join pieces to words, as after apply-bpe; needs no model.")
  var pretokenized = false

  @Option(name: .long, help: "What marks pieces that do not end a word; only with --pretokenized.")
  var separator = "@@"

  @Argument(help: "Files to decode; standard input where there are none.")
  var files: [String] = []

  /// What is wrong with a line.
  private enum Failure: Error, CustomStringConvertible {
    case unknownPiece(String, place: String)
    case notAnID(String, place: String)

    var description: String {
      switch self {
      case .unknownPiece(let piece, let place): "\(place): '\(piece)' is no piece of this vocabulary"
      case .notAnID(let text, let place): "\(place): '\(text)' is no id of this vocabulary"
      }
    }
  }

  func validate() throws {
    if pretokenized { return }
    if source.model == nil, source.codes == nil || source.vocabulary == nil {
      throw ValidationError("give a model: --model, or --codes and --vocabulary; only --pretokenized needs none")
    }
    if separator != "@@" { throw ValidationError("--separator is only for --pretokenized") }
  }

  func run() throws {
    var out = LineOutput()
    if pretokenized {
      try LineInput.forEachLine(of: files) { line, end, _ in try out.write(joined(line) + end) }
    } else if let model = try source.load() {
      try LineInput.forEachLine(of: files) { line, end, place in
        try out.write(
          model.decode(try line.utf8.split(separator: 0x20).map { try id(of: Substring($0), in: model, place) }) + end)
      }
    }
    try out.flush()
  }

  private func id(of text: Substring, in model: SubwordModel, _ place: () -> String) throws -> Int32 {
    if ids {
      guard let id = Int32(text), model.vocabulary.piece(of: id) != nil else {
        throw Failure.notAnID(String(text), place: place())
      }
      return id
    }
    guard let id = model.vocabulary.id(of: String(text)) else {
      throw Failure.unknownPiece(String(text), place: place())
    }
    return id
  }

  /// The line without separators that stand in front of a space or the end. A space and a combining mark behind it are
  /// one `Character`, so this works on bytes.
  private func joined(_ line: String) -> String {
    let separator = Array(self.separator.utf8)
    var out: [UInt8] = []
    for piece in line.utf8.split(separator: 0x20, omittingEmptySubsequences: false) {
      let isInner =
        !separator.isEmpty && piece.count > separator.count && piece.suffix(separator.count).elementsEqual(separator)
      out += isInner ? piece.dropLast(separator.count) : piece
      if !isInner { out.append(0x20) }
    }
    if out.last == 0x20 { out.removeLast() }
    return String(decoding: out, as: UTF8.self)
  }
}
