/// Something that a translation must hold exactly as often as its source, though no mark stands for it: the model can
/// spell it, and is trusted with it until its translation is looked at.
struct Fact: Sendable {
  enum Kind: Sendable, Hashable {
    /// ``NumberToken/key`` is compared.
    case number
    /// A symbol: a currency, an arrow, a degree sign, a small two.
    case symbol
    /// The symbol of a unit, such as `kg`, with the number in front of it.
    case unit
    /// A name such as `MP3` or `JavaScript`, which no language translates.
    case name
  }

  var kind: Kind
  /// What is compared.
  var key: String
  /// Scalars of the text.
  var range: Range<Int>
  /// How it is written in the translation.
  var form: String

  var identity: Identity { Identity(kind: kind, key: key) }

  struct Identity: Hashable {
    var kind: Kind
    var key: String
  }
}
