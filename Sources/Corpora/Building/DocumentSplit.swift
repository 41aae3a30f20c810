/// Deals documents out: a few to the development and the test set, whole, and the rest to training.
package struct DocumentSplit {
  package enum Share { case training, development, test }

  private var shares: [String: Share] = [:]

  /// Documents go in the order of their names' hashes, so that a new one does not move the others much.
  ///
  /// - Parameter counts: pairs of each document that may be set apart.
  package init(counts: [String: Int], options: SplitOptions) {
    // A small corpus gives a twentieth to each set.
    let share = counts.values.reduce(0, +) / 20
    let limits = (development: min(options.developmentPairs, share), test: min(options.testPairs, share))
    let eligible = counts.filter { $0.value <= options.largestDocument && $0.value >= 5 }
    let order = eligible.keys.sorted { (TextKey.exact($0), $0) < (TextKey.exact($1), $1) }
    var development = 0
    var test = 0
    for document in order {
      let count = eligible[document] ?? 0
      if test < limits.test, test <= development || development >= limits.development {
        shares[document] = .test
        test += count
      } else if development < limits.development {
        shares[document] = .development
        development += count
      } else {
        break
      }
    }
  }

  package func share(of document: String) -> Share { shares[document] ?? .training }
}
