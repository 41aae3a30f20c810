/// How a language counts, as gettext writes it: `nplurals=2; plural=(n != 1);`.
struct PluralForms: Equatable, Sendable {
  var count: Int
  /// C, over `n`.
  var expression: String

  /// - Parameter field: the value of the header's field. nil for templates and nonsense.
  init?(field: String) {
    func value(_ name: String) -> Substring? {
      guard let start = field.firstRange(of: "\(name)=") else { return nil }
      return field[start.upperBound...].prefix { $0 != ";" }
    }
    guard let number = value("nplurals"), let count = Int(number.filter { $0 != " " }), (1...10).contains(count),
      let expression = value(" plural") ?? value(";plural") ?? value("plural"),
      PluralExpression.value(String(expression), n: 1) != nil
    else { return nil }
    self.count = count
    self.expression = String(expression)
  }

  private init(_ count: Int, _ expression: String) {
    self.count = count
    self.expression = expression
  }

  var field: String { "nplurals=\(count); plural=\(expression);" }

  /// The form for a number.
  func form(_ n: Int) -> Int {
    PluralExpression.value(expression, n: n).map { min(max($0, 0), count - 1) } ?? 0
  }

  /// Whether the form for one thing is also that of many other numbers, such as 21 in Russian.
  var singularIsGeneral: Bool { (2...1000).count { form($0) == form(1) } > 5 }

  /// The forms that gettext's manual gives; where it knows none, those of German and English.
  init(language: String) {
    let code = language.prefix { $0 != "_" && $0 != "-" && $0 != "@" }.lowercased()
    if language.hasPrefix("pt_BR") || code == "fr" {
      self.init(2, "(n > 1)")
    } else {
      self = Self.families.first { $0.languages.contains(code) }?.forms ?? Self(2, "(n != 1)")
    }
  }

  private static let families: [(languages: Set<String>, forms: PluralForms)] = [
    (["ja", "ko", "zh", "vi", "th", "id", "ms", "lo", "my", "km"], PluralForms(1, "0")),
    (["tr", "az", "uz", "fa"], PluralForms(2, "(n > 1)")),
    (
      ["ru", "uk", "be", "sr", "hr", "bs"],
      PluralForms(
        3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)")
    ),
    (["pl"], PluralForms(3, "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)")),
    (["cs", "sk"], PluralForms(3, "(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2")),
    (["lt"], PluralForms(3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2)")),
    (["lv"], PluralForms(3, "(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2)")),
    (["ro"], PluralForms(3, "(n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2)")),
    (["sl"], PluralForms(4, "(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3)")),
    (["ga"], PluralForms(5, "n==1 ? 0 : n==2 ? 1 : n<7 ? 2 : n<11 ? 3 : 4")),
    (["ar"], PluralForms(6, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5")),
  ]
}
