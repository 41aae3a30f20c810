import Transformer

/// Reads the list of tensors out of a pickle that PyTorch has written, and nothing else: nothing is ever run.
///
/// A pickle is a program for a machine with a stack. The few instructions that PyTorch's writer needs are followed; of
/// what they would call, only the makers of dictionaries and tensors are known by name, and stand for plain values here.
struct PickleReader {
  indirect enum Value {
    case none
    case mark
    case number(Int)
    case text(String)
    case tuple([Value])
    case list([Value])
    case dictionary(Int)
    /// A name that the pickle would have imported.
    case global(String)
    case storage(TorchStorage)
    case tensor(TorchTensor)
    /// What does not matter: flags, hooks, metadata.
    case other
  }

  private var reader: ByteReader
  private var stack: [Value] = []
  private var memo: [Int: Value] = [:]
  /// Dictionaries have an identity: they are filled after they have been remembered.
  private var dictionaries: [[(Value, Value)]] = []
  private let path: String

  private static let deepest = 100_000

  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    reader = ByteReader(bytes, path: path)
    self.path = path
  }

  /// The tensors of the dictionary that the pickle makes, by name.
  mutating func tensors() throws(ModelError) -> [String: TorchTensor] {
    while try step() {}
    guard case .dictionary(let index)? = stack.last else { throw malformed("it holds no dictionary of tensors") }
    var tensors: [String: TorchTensor] = [:]
    for case (.text(let name), .tensor(let tensor)) in dictionaries[index] { tensors[name] = tensor }
    return tensors
  }

  private func malformed(_ reason: String) -> ModelError { .malformed(path: path, reason: "its pickle: \(reason)") }

  private mutating func pop() throws(ModelError) -> Value {
    guard let value = stack.popLast() else { throw malformed("it takes what is not there") }
    return value
  }

  private mutating func push(_ value: Value) throws(ModelError) {
    guard stack.count < Self.deepest else { throw malformed("it is nested too deeply") }
    stack.append(value)
  }

  /// Everything above the last mark.
  private mutating func popToMark() throws(ModelError) -> [Value] {
    guard let place = stack.lastIndex(where: { if case .mark = $0 { true } else { false } }) else {
      throw malformed("a mark is missing")
    }
    defer { stack.removeSubrange(place...) }
    return Array(stack[(place + 1)...])
  }

  /// Follows one instruction.
  ///
  /// - Returns: whether there is another.
  private mutating func step() throws(ModelError) -> Bool {
    let code = UInt8(truncatingIfNeeded: try reader.number(UInt8.self))
    switch code {
    case UInt8(ascii: "."): return false
    case 0x80: try reader.skip(1)
    case UInt8(ascii: "("): try push(.mark)
    case UInt8(ascii: "N"): try push(.none)
    case 0x88, 0x89: try push(.other)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "J"), UInt8(ascii: "K"), UInt8(ascii: "M"), 0x8A: try push(.number(try integer(code)))
    case UInt8(ascii: "G"):
      try reader.skip(8)
      try push(.other)
    case UInt8(ascii: "X"), UInt8(ascii: "U"), UInt8(ascii: "T"), 0x8C: try push(.text(try string(code)))
    case UInt8(ascii: "c"): try push(.global(try line() + "." + line()))
    case UInt8(ascii: "q"), UInt8(ascii: "r"):
      let place = code == UInt8(ascii: "q") ? try reader.number(UInt8.self) : try reader.number(UInt32.self)
      memo[place] = stack.last
    case UInt8(ascii: "h"), UInt8(ascii: "j"):
      let place = code == UInt8(ascii: "h") ? try reader.number(UInt8.self) : try reader.number(UInt32.self)
      guard let value = memo[place] else { throw malformed("it asks for what was never remembered") }
      try push(value)
    default: try build(code)
    }
    return true
  }

  /// The instructions that put values together.
  private mutating func build(_ code: UInt8) throws(ModelError) {
    switch code {
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
      if code == UInt8(ascii: "}") { dictionaries.append([]) }
      try push(
        code == UInt8(ascii: "}")
          ? .dictionary(dictionaries.count - 1) : code == UInt8(ascii: "]") ? .list([]) : .tuple([]))
    case UInt8(ascii: "t"): try push(.tuple(try popToMark()))
    case 0x85, 0x86, 0x87:
      var items: [Value] = []
      for _ in 0..<Int(code) - 0x84 { items.insert(try pop(), at: 0) }
      try push(.tuple(items))
    case UInt8(ascii: "s"):
      let (value, key) = (try pop(), try pop())
      store([key, value])
    case UInt8(ascii: "u"): store(try popToMark())
    case UInt8(ascii: "e"): _ = try popToMark()
    case UInt8(ascii: "a"): _ = try pop()
    case UInt8(ascii: "Q"): try push(try storage(try pop()))
    case UInt8(ascii: "R"):
      let (arguments, callable) = (try pop(), try pop())
      try push(try made(callable, arguments))
    case UInt8(ascii: "b"): _ = try pop()
    default:
      throw malformed(
        "it has the instruction 0x\(String(code, radix: 16)), which no list of tensors needs; it may have been written to "
          + "run a program. Nothing was run")
    }
  }

  private mutating func store(_ items: [Value]) {
    guard case .dictionary(let index)? = stack.last else { return }
    for place in stride(from: 0, to: items.count - 1, by: 2) {
      dictionaries[index].append((items[place], items[place + 1]))
    }
  }

  /// What a call yields, of the few that are known.
  private mutating func made(_ callable: Value, _ arguments: Value) throws(ModelError) -> Value {
    guard case .global(let name) = callable, case .tuple(let items) = arguments else {
      throw malformed("it calls what is no name. Nothing was run")
    }
    switch name {
    case "collections.OrderedDict":
      dictionaries.append([])
      return .dictionary(dictionaries.count - 1)
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor":
      guard items.count >= 4, case .storage(let storage) = items[0], case .number(let offset) = items[1],
        let shape = Self.numbers(items[2]), let strides = Self.numbers(items[3]), shape.count == strides.count
      else { throw malformed("a tensor is not described as PyTorch does it") }
      return .tensor(TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    case "torch._utils._rebuild_parameter":
      guard let first = items.first else { throw malformed("a parameter has no tensor") }
      return first
    default:
      throw malformed("it would call \(name), which no list of tensors needs. Nothing was run")
    }
  }

  private static func numbers(_ value: Value) -> [Int]? {
    guard case .tuple(let items) = value else { return nil }
    var numbers: [Int] = []
    for item in items {
      guard case .number(let number) = item, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// `('storage', torch.HalfStorage, key, 'cpu', count)`
  private func storage(_ value: Value) throws(ModelError) -> Value {
    guard case .tuple(let items) = value, items.count >= 5, case .text("storage") = items[0],
      case .global(let type) = items[1], case .text(let key) = items[2], case .number(let count) = items[4]
    else { throw malformed("a storage is not described as PyTorch does it") }
    let name = type.split(separator: ".").last.map(String.init) ?? ""
    return .storage(TorchStorage(key: key, type: TorchStorage.Element(rawValue: name), typeName: name, count: count))
  }

  private mutating func integer(_ code: UInt8) throws(ModelError) -> Int {
    switch code {
    case UInt8(ascii: "K"): return try reader.number(UInt8.self)
    case UInt8(ascii: "M"): return try reader.number(UInt16.self)
    case UInt8(ascii: "J"): return Int(Int32(truncatingIfNeeded: try reader.number(UInt32.self)))
    default:
      let length = try reader.number(UInt8.self)
      let start = try reader.skip(length)
      guard length <= 8 else { throw malformed("a number is too large") }
      return reader.bytes[start..<start + length].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
  }

  private mutating func string(_ code: UInt8) throws(ModelError) -> String {
    let isShort = code == UInt8(ascii: "U") || code == 0x8C
    let length = isShort ? try reader.number(UInt8.self) : try reader.number(UInt32.self)
    let start = try reader.skip(length)
    return String(decoding: reader.bytes[start..<start + length], as: UTF8.self)
  }

  private mutating func line() throws(ModelError) -> String {
    let start = reader.position
    while try reader.number(UInt8.self) != 0x0A {}
    return String(decoding: reader.bytes[start..<reader.position - 1], as: UTF8.self)
  }
}

/// A run of numbers of one type: a file of the archive.
struct TorchStorage: Equatable {
  enum Element: String {
    case float32 = "FloatStorage"
    case float16 = "HalfStorage"
    case bfloat16 = "BFloat16Storage"

    var size: Int { self == .float32 ? 4 : 2 }
  }

  let key: String
  /// Nil: one that cannot be read.
  let type: Element?
  let typeName: String
  let count: Int
}

/// A view of a storage.
struct TorchTensor: Equatable {
  let storage: TorchStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]

  /// Whether elements stand in row order.
  var isContiguous: Bool {
    var expected = 1
    for (size, stride) in zip(shape, strides).reversed() {
      if size != 1, stride != expected { return false }
      expected = expected.multipliedReportingOverflow(by: size).partialValue
    }
    return true
  }
}
