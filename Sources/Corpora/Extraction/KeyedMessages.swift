/// Joins two catalogues that keep each language's texts under the same keys.
package enum KeyedMessages {
  /// The texts of both catalogues by key, in the target's order. Under a key with several texts, as plural forms have,
  /// they go in step where both languages have as many.
  ///
  /// - Parameter source: keys with their texts, as `target`.
  package static func join(_ source: [CatalogueMessage], _ target: [CatalogueMessage]) -> [CatalogueMessage] {
    let originals = Dictionary(grouping: source, by: \.source)
    let translations = Dictionary(grouping: target, by: \.source)
    var seen: Set<String> = []
    return target.flatMap { message -> [CatalogueMessage] in
      let key = message.source
      guard seen.insert(key).inserted, let left = originals[key], let right = translations[key],
        left.count == right.count
      else { return [] }
      return zip(left, right).map { CatalogueMessage(source: $0.target, target: $1.target) }
    }
  }
}
