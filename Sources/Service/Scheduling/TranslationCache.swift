import Translation

/// The latest translations, for those who ask again: whoever types asks for the same sentences at every pause.
///
/// Two generations: what is asked for moves to the young one, and when that is full the old one goes.
struct TranslationCache {
  private var young: [SegmentKey: SegmentTranslation] = [:]
  private var old: [SegmentKey: SegmentTranslation] = [:]
  private var youngBytes = 0
  private let limit: Int

  /// - Parameter bytes: about as much text is kept; 0 keeps nothing.
  init(bytes: Int) {
    limit = bytes / 2
  }

  subscript(key: SegmentKey) -> SegmentTranslation? {
    mutating get {
      if let found = young[key] { return found }
      guard let found = old.removeValue(forKey: key) else { return nil }
      insert(found, key)
      return found
    }
    set {
      if let newValue, limit > 0 { insert(newValue, key) }
    }
  }

  private mutating func insert(_ translation: SegmentTranslation, _ key: SegmentKey) {
    young[key] = translation
    youngBytes += Self.size(of: translation, key)
    guard youngBytes > limit else { return }
    old = young
    young = [:]
    youngBytes = 0
  }

  /// Roughly, the allocator's share included: strings of up to 15 bytes lie in their 16 bytes.
  private static func size(of translation: SegmentTranslation, _ key: SegmentKey) -> Int {
    let hypotheses = translation.hypotheses.reduce(0) {
      $0 + 2 * $1.text.utf8.count + 24 * $1.tokens.count + 16 * $1.alignment.count + 250
    }
    return 500 + 2 * key.text.string.utf8.count + 24 * translation.sourceTokens.count + hypotheses
  }
}
