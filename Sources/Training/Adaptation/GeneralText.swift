import Basics
import Corpora
import IO
import Transformer

/// Some general text that a model keeps beside its weights, from the source to the target language of its first direction:
/// who adapts the model needs text from which to see what it forgets. The first quarter serves that, the rest is learnt
/// again.
public enum GeneralText {
  public static let fileName = "general.tsv"
  /// One line in so many is there to see what is forgotten.
  static let heldOutShare = 4

  /// Longer lines would be most of the text.
  private static let mostBytes = 400

  /// - Throws: ``CorpusError``.
  public static func read(_ path: String) throws(CorpusError) -> [TextPair] {
    let rows = try PairStream(table: path)
    var pairs: [TextPair] = []
    while let row = try rows.next() { pairs.append(row.pair) }
    return pairs
  }

  /// That of a model, nil where it has none.
  public static func read(of model: ModelDirectory) throws(CorpusError) -> [TextPair]? {
    guard model.description.files[fileName] != nil else { return nil }
    return try read("\(model.path)/\(fileName)")
  }

  /// Puts `count` lines of a text, drawn by chance, into a model's directory.
  ///
  /// - Parameter heldOut: where the first quarter is to come from: of text that the model knows by heart it forgets
  ///   something with every change. Nil: from the text as well.
  /// - Throws: ``CorpusError`` or ``ModelError``.
  public static func write(
    _ text: ParallelText, heldOut: ParallelText? = nil, count: Int, seed: UInt64, to model: ModelDirectory
  ) throws {
    var generator = SplitMix64(seed: seed)
    var seen: Set<String> = []
    var table = ""
    func draw(_ text: ParallelText, until wanted: Int) {
      for index in Array(0..<text.count).shuffled(using: &generator) where seen.count < wanted {
        let (source, target) = text[index]
        guard isUsable(source), isUsable(target), seen.insert(source).inserted else { continue }
        table += "\(source)\t\(target)\n"
      }
    }
    if let heldOut { draw(heldOut, until: count / heldOutShare) }
    draw(text, until: count)
    var file = try AtomicFile<ModelError>(path: "\(model.path)/\(fileName)")
    try file.write(Array(table.utf8))
    try file.commit()
    try model.adopt(fileName)
  }

  /// Text as people write it, without tabs and without placeholder tokens.
  private static func isUsable(_ text: String) -> Bool {
    (1...mostBytes).contains(text.utf8.count) && !text.contains("\t") && !PlaceholderTokens.mayStand(in: text)
  }
}
