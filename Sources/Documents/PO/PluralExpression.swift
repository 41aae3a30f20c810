/// Works out the C expressions of `Plural-Forms`: numbers, `n`, `? :`, `||`, `&&`, comparisons, `+ - * / %`, `!`.
struct PluralExpression {
  private var tokens: ArraySlice<Substring>
  private let n: Int
  private var depth = 0

  /// nil for anything that is not such an expression.
  static func value(_ text: String, n: Int) -> Int? {
    guard text.utf8.count < 1000, let tokens = tokens(of: text) else { return nil }
    var expression = Self(tokens: tokens[...], n: n)
    let value = expression.conditional()
    return expression.tokens.isEmpty ? value : nil
  }

  private static func tokens(of text: String) -> [Substring]? {
    var tokens: [Substring] = []
    var rest = text[...]
    while true {
      rest = rest.drop { $0.isWhitespace }
      if rest.isEmpty { return tokens }
      let digits = rest.prefix { $0.isNumber }
      guard let token = digits.isEmpty ? operators.first(where: { rest.hasPrefix($0) })?[...] : digits else {
        return nil
      }
      tokens.append(token)
      rest = rest.dropFirst(token.count)
    }
  }

  private static let operators = [
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")", "n",
  ]

  private mutating func take(_ token: String) -> Bool {
    guard tokens.first == token[...] else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func conditional() -> Int? {
    depth += 1
    defer { depth -= 1 }
    guard depth < 50, let condition = binary(0) else { return nil }
    guard take("?") else { return condition }
    guard let yes = conditional(), take(":"), let no = conditional() else { return nil }
    return condition != 0 ? yes : no
  }

  /// Operators by how loosely they bind.
  private static let levels = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]]

  private mutating func binary(_ level: Int) -> Int? {
    guard level < Self.levels.count else { return unary() }
    guard var left = binary(level + 1) else { return nil }
    while let found = Self.levels[level].first(where: { tokens.first == $0[...] }) {
      tokens.removeFirst()
      guard let right = binary(level + 1), let value = Self.apply(found, left, right) else { return nil }
      left = value
    }
    return left
  }

  private static func apply(_ name: String, _ left: Int, _ right: Int) -> Int? {
    switch name {
    case "||": left != 0 || right != 0 ? 1 : 0
    case "&&": left != 0 && right != 0 ? 1 : 0
    case "==": left == right ? 1 : 0
    case "!=": left != right ? 1 : 0
    case "<=": left <= right ? 1 : 0
    case ">=": left >= right ? 1 : 0
    case "<": left < right ? 1 : 0
    case ">": left > right ? 1 : 0
    case "+": left &+ right
    case "-": left &- right
    case "*": left &* right
    case "/": right == 0 ? nil : left.dividedReportingOverflow(by: right).partialValue
    default: right == 0 ? nil : left.remainderReportingOverflow(dividingBy: right).partialValue
    }
  }

  private mutating func unary() -> Int? {
    depth += 1
    defer { depth -= 1 }
    guard depth < 50 else { return nil }
    if take("!") { return unary().map { $0 == 0 ? 1 : 0 } }
    if take("(") {
      let value = conditional()
      return take(")") ? value : nil
    }
    guard let token = tokens.popFirst() else { return nil }
    return token == "n" ? n : Int(token)
  }
}
