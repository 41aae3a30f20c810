/// A field of ``TrainingOptions`` as users see it: its name, on the command line (`--name`) and in files, and its use.
public struct TrainingKey: Sendable {
  public let name: String
  public let help: String
  /// Whether a run that goes on must have the same value as when it began.
  public let isFixed: Bool
  public let isList: Bool
  public let expectation: String
  private let get: @Sendable (TrainingOptions) -> [String]
  private let set: @Sendable (inout TrainingOptions, [String]) -> Bool

  init<Value: SettingConvertible>(
    _ name: String, _ path: WritableKeyPath<TrainingOptions, Value> & Sendable, _ help: String, fixed: Bool = false
  ) {
    self.name = name
    self.help = help
    isFixed = fixed
    isList = Value.isList
    expectation = Value.expectation
    get = { $0[keyPath: path].texts }
    set = { options, texts in
      guard let value = Value(texts: texts) else { return false }
      options[keyPath: path] = value
      return true
    }
  }

  /// The value in `options`: one text for a scalar, any number for a list.
  public func texts(in options: TrainingOptions) -> [String] { get(options) }

  /// Sets the value; false if `texts` are not what is expected.
  public func set(_ texts: [String], in options: inout TrainingOptions) -> Bool { set(&options, texts) }

  /// What stands in the field when nothing is said, or nil where that is nothing.
  public var defaultText: String? {
    let texts = texts(in: TrainingOptions())
    return texts.allSatisfy(\.isEmpty) ? nil : texts.joined(separator: " ")
  }

  public static func named(_ name: String) -> TrainingKey? { all.first { $0.name == name } }

  /// The name that is spelled most like `name`, if any comes near it.
  public static func nearest(to name: String) -> String? {
    let nearest = all.map { (distance: editDistance($0.name, name), name: $0.name) }.min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= max(2, name.count / 3) else { return nil }
    return nearest.name
  }

  /// Levenshtein's distance.
  private static func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let substituted = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}

extension TrainingOptions {
  /// Every setting under its name.
  public var settings: [String: [String]] {
    Dictionary(uniqueKeysWithValues: TrainingKey.all.map { ($0.name, $0.texts(in: self)) })
  }
}
