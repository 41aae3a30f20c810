/// What the operator has decided.
package struct ServiceSettings: Sendable {
  /// Whether only those who have a key may translate.
  package var requiresKey = false
  /// Whether corrections are kept.
  package var acceptsSuggestions = false
  /// The most characters of a text; nil: any number.
  package var characterLimit: Int?
  /// The most texts of a request.
  package var batchLimit = 1000
  /// The most alternatives.
  package var alternativesLimit = 8
  /// Requests a minute of a client without a key; nil: any number.
  package var requestLimit: Int?
  /// The most bytes of a request, and of an uploaded document.
  package var bodyLimit = 2 << 20
  package var fileLimit = 20 << 20
  /// The most bytes that all documents may take of the disk.
  package var documentSpace = 2 << 30
  /// The origin that pages of others may have: `*`, one, or nil for none.
  package var allowedOrigin: String? = "*"
  /// Names of this service beside those of the loopback interface; empty: any, since it listens elsewhere.
  package var hosts: [String] = []
  package var checksHost = true
  /// Needed for `/metrics` where it is set.
  package var metricsToken: String?
  /// Terms that every translation keeps to.
  package var glossaries: [LanguagePair: Terminology] = [:]

  package init() {}
}
