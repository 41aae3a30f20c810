import Subwords
import Text

/// A translation that people have made, of the sentence at hand or of one like it.
public struct PastTranslation: Sendable, Hashable {
  public var source: String
  public var translation: String
  /// 1 where the sources are equal, 0 where they have no word in common.
  public var similarity: Float
  /// Where it comes from, such as the name of a file.
  public var origin: String

  public init(source: String, translation: String, similarity: Float, origin: String) {
    self.source = source
    self.translation = translation
    self.similarity = similarity
    self.origin = origin
  }

  /// Whether it is to be used as it stands.
  public var isExact: Bool { similarity >= 1 }
}

/// Translations that people have made. What equals one of their sources gets its translation; a model that has learnt to
/// heed hints reads the translation of a like sentence behind its source (after Bulté and Tezcan 2019).
///
/// May be shared between threads.
public final class PastTranslations: Sendable {
  private let find: @Sendable (String) -> PastTranslation?

  /// - Parameter find: the past translation whose source is nearest to a text, if any is near enough. Texts are masked.
  public init(find: @escaping @Sendable (String) -> PastTranslation?) {
    self.find = find
  }

  /// The nearest to a masked text, if any is near enough.
  package func nearest(to text: String) -> PastTranslation? { find(text) }

  /// The translation of this very text.
  package func exact(_ text: String) -> PastTranslation? { find(text).flatMap { $0.isExact ? $0 : nil } }
}

extension PastTranslations: Hashable {
  public static func == (one: PastTranslations, other: PastTranslations) -> Bool { one === other }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension PastTranslation {
  /// As a model reads it behind `segment`: placeholders are the segment's marks. Nil where they do not pair.
  func hint(for segment: String) -> [SubwordPart]? {
    let marks = segment.marks
    let text = Accelerator.removed(from: translation)?.text ?? translation
    let bytes = Array(text.utf8)
    let places = Placeholders.matches(in: text).map(\.range)
    guard places.count == marks.count else { return nil }
    var parts: [SubwordPart] = [ControlToken.memory.part]
    var start = 0
    func append(_ range: Range<Int>) {
      guard !range.isEmpty else { return }
      let isFirst = parts.count == 1
      parts.append(.text((isFirst ? " " : "") + String(decoding: bytes[range], as: UTF8.self)))
    }
    for (place, mark) in zip(places, marks) {
      append(start..<place.lowerBound)
      parts.append(.placeholder(mark.number))
      start = place.upperBound
    }
    append(start..<bytes.count)
    return parts
  }
}
