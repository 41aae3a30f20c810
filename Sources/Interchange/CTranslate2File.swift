import Transformer

/// CTranslate2's `model.bin`, versions 1 to 6: a list of variables, each with its data, and other names for some. Mapped.
struct CTranslate2File: TensorFile {
  let path: String
  let version: Int
  /// What kind of model it is, such as `TransformerSpec`; empty in version 1.
  let specification: String
  let revision: Int
  private let file: MappedFile
  private var variables: [String: Variable] = [:]
  private var aliases: [String: String] = [:]

  private struct Variable {
    let type: Kind
    let shape: [Int]
    let start: Int
  }

  private enum Kind: Int {
    case float32, int8, int16, int32, float16, bfloat16

    var size: Int {
      switch self {
      case .float32, .int32: 4
      case .int16, .float16, .bfloat16: 2
      case .int8: 1
      }
    }

    /// Before version 4 only the size is said.
    init?(width: Int) {
      switch width {
      case 4: self = .float32
      case 2: self = .int16
      case 1: self = .int8
      default: return nil
      }
    }
  }

  private static let mostVariables = 100_000

  init(path: String) throws(ModelError) {
    self.path = path
    file = try MappedFile(path: path)
    var reader = ByteReader(file.bytes, path: path)
    version = try reader.number(UInt32.self)
    guard 1...6 ~= version else {
      throw .malformed(
        path: path, reason: "it is no model of CTranslate2's, or of version \(version); 1 to 6 can be read")
    }
    specification = version >= 2 ? try reader.text(try reader.number(UInt16.self)) : ""
    revision = version >= 2 ? try reader.number(UInt32.self) : 1
    let count = try reader.number(UInt32.self)
    guard count <= Self.mostVariables else { throw .malformed(path: path, reason: "\(count) variables make no sense") }
    for _ in 0..<count {
      let (name, variable) = try Self.variable(&reader, version)
      variables[revision == 1 ? Self.modernName(name) : name] = variable
    }
    guard version >= 3 else { return }
    for _ in 0..<(try reader.number(UInt32.self)) {
      let alias = try reader.text(try reader.number(UInt16.self))
      aliases[alias] = try reader.text(try reader.number(UInt16.self))
    }
  }

  private static func variable(
    _ reader: inout ByteReader, _ version: Int
  ) throws(ModelError) -> (String, Variable) {
    let name = try reader.text(try reader.number(UInt16.self))
    var shape: [Int] = []
    for _ in 0..<(try reader.number(UInt8.self)) { shape.append(try reader.number(UInt32.self)) }
    let code = try reader.number(UInt8.self)
    guard let type = version >= 4 ? Kind(rawValue: code) : Kind(width: code) else {
      throw .tensorType(path: reader.path, name: name, type: "\(code)")
    }
    let size = try reader.number(UInt32.self) * (version >= 4 ? 1 : type.size)
    guard let count = shape.elementCount, size == count * type.size else {
      throw .malformed(path: reader.path, reason: "variable \(name): \(size) bytes do not fill the shape \(shape)")
    }
    return (name, Variable(type: type, shape: shape, start: try reader.skip(size)))
  }

  /// Files of the first revision have the names of OpenNMT-tf.
  private static func modernName(_ name: String) -> String {
    var name = name
    for (old, new) in [
      ("transformer/", ""), (":0", ""), ("w_embs", "embeddings/weight"), ("kernel", "weight"),
      ("LayerNorm", "layer_norm"), ("dense", "projection"), ("conv1d_", "linear_"), ("conv1d", "linear_0"),
      ("masked_multi_head", "self_attention"),
    ] {
      if let place = name.firstRange(of: old) { name.replaceSubrange(place, with: new) }
    }
    let attention = name.firstRange(of: "encoder") != nil ? "self_attention" : "attention"
    if let place = name.firstRange(of: "multi_head") { name.replaceSubrange(place, with: attention) }
    return name
  }

  private func resolved(_ name: String) -> String {
    if variables[name] != nil { return name }
    if let real = aliases[name] { return real }
    // The scale of an alias is that of what it stands for.
    if name.hasSuffix("_scale"), let real = aliases[String(name.dropLast(6))] { return real + "_scale" }
    return name
  }

  func shape(of name: String) -> [Int]? { variables[resolved(name)]?.shape }

  func forget() { file.forget() }

  /// Whether two names stand for the same variable.
  func areSame(_ one: String, _ other: String) -> Bool { resolved(one) == resolved(other) }

  /// A value that is no matrix; nil where it is absent.
  func scalar(_ name: String) -> Float? {
    guard let variable = variables[resolved(name)], variable.shape.elementCount == 1 else { return nil }
    return number(variable, 0)
  }

  /// Whether a scalar is a whole number: a flag, not a factor.
  func isWhole(_ name: String) -> Bool {
    variables[resolved(name)].map { [.int8, .int16, .int32].contains($0.type) } ?? false
  }

  func contains(where matches: (String) -> Bool) -> String? {
    (Array(variables.keys) + aliases.keys).sorted().first(where: matches)
  }

  func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    try expect(name, shape: shape)
    guard let variable = variables[resolved(name)] else { throw .tensorMissing(path: path, name: name) }
    for (index, element) in elements.enumerated() { destination[index] = number(variable, element) }
    guard variable.type == .int8 || variable.type == .int16 else { return }
    try rescale(name, variable, elements, destination)
  }

  /// Divides by the scale: one of each row, or one of all.
  private func rescale(
    _ name: String, _ variable: Variable, _ elements: Range<Int>, _ destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    let rows = variable.shape.first ?? 1
    let columns = max(1, (variable.shape.elementCount ?? 0) / max(1, rows))
    guard let scale = variables[resolved("\(name)_scale")] else {
      // Files of the first version leave theirs out.
      guard variable.type == .int16 else { throw .tensorMissing(path: path, name: "\(name)_scale") }
      for index in 0..<elements.count { destination[index] /= 1000 }
      return
    }
    let count = scale.shape.elementCount ?? 0
    guard count == 1 || count == rows else {
      throw .tensorShape(path: path, name: "\(name)_scale", expected: [rows], found: scale.shape)
    }
    for (index, element) in elements.enumerated() {
      destination[index] /= number(scale, count == 1 ? 0 : element / columns)
    }
  }

  private func number(_ variable: Variable, _ element: Int) -> Float {
    guard let base = file.bytes.baseAddress else { return 0 }
    let place = base + variable.start + variable.type.size * element
    switch variable.type {
    case .float32: return place.loadUnaligned(as: Float.self)
    case .int8: return Float(place.loadUnaligned(as: Int8.self))
    case .int16: return Float(Int16(littleEndian: place.loadUnaligned(as: Int16.self)))
    case .int32: return Float(Int32(littleEndian: place.loadUnaligned(as: Int32.self)))
    case .float16: return Float(place.loadUnaligned(as: Float16.self))
    case .bfloat16: return Float(bitPattern: UInt32(place.loadUnaligned(as: UInt16.self)) << 16)
    }
  }
}
