import Transformer

/// PyTorch's `pytorch_model.bin`: a zip archive with a pickle that lists the tensors, and a file for each storage.
struct TorchArchive: TensorFile {
  let path: String
  private let archive: ZipFile
  private let tensors: [String: TorchTensor]
  /// The archive's directory, whatever it is called.
  private let top: String

  private static let longestPickle = 64 << 20

  init(path: String) throws {
    self.path = path
    guard try Self.isArchive(path) else {
      throw InterchangeError.malformed(
        file: path, line: nil,
        reason:
          "it is no zip archive; PyTorch writes them since version 1.6 (2020): load it there and save it again, or "
          + "get model.safetensors")
    }
    archive = try ZipFile(path: path)
    guard let pickle = archive.entries.keys.sorted().first(where: { $0.hasSuffix("/data.pkl") }) else {
      throw InterchangeError.malformed(file: path, line: nil, reason: "it has no data.pkl, as PyTorch's files do")
    }
    top = String(pickle.dropLast("data.pkl".count))
    guard let size = archive.entries[pickle]?.size, size <= Self.longestPickle else {
      throw InterchangeError.malformed(file: path, line: nil, reason: "its data.pkl is larger than makes sense")
    }
    tensors = try archive.withBytes(of: pickle) { bytes throws(ModelError) in
      var reader = PickleReader(bytes, path: path)
      return try reader.tensors()
    }
  }

  private static func isArchive(_ path: String) throws(ModelError) -> Bool {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    return file.bytes.starts(with: "PK".utf8)
  }

  func shape(of name: String) -> [Int]? { tensors[name]?.shape }

  func forget() { archive.forget() }

  func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    try expect(name, shape: shape)
    guard let tensor = tensors[name] else { throw .tensorMissing(path: path, name: name) }
    guard let type = tensor.storage.type else {
      throw .tensorType(path: path, name: name, type: tensor.storage.typeName)
    }
    guard tensor.isContiguous else {
      throw .malformed(path: path, reason: "tensor \(name) is not stored row by row; save the model again")
    }
    let entry = "\(top)data/\(tensor.storage.key)"
    guard let size = archive.entries[entry]?.size, size == type.size * tensor.storage.count,
      let count = tensor.shape.elementCount, tensor.offset <= tensor.storage.count,
      count <= tensor.storage.count - tensor.offset
    else { throw .malformed(path: path, reason: "tensor \(name) does not lie within its storage") }
    try archive.withBytes(of: entry) { bytes throws(ModelError) in
      guard let base = bytes.baseAddress else { return }
      let start = base + type.size * (tensor.offset + elements.lowerBound)
      Self.convert(start, type, elements.count, to: destination)
    }
  }

  private static func convert(
    _ start: UnsafeRawPointer, _ type: TorchStorage.Element, _ count: Int, to destination: UnsafeMutablePointer<Float>
  ) {
    switch type {
    case .float32: UnsafeMutableRawPointer(destination).copyMemory(from: start, byteCount: 4 * count)
    case .float16:
      for index in 0..<count { destination[index] = Float((start + 2 * index).loadUnaligned(as: Float16.self)) }
    case .bfloat16:
      for index in 0..<count {
        destination[index] = Float(
          bitPattern: UInt32((start + 2 * index).loadUnaligned(as: UInt16.self)) << 16)
      }
    }
  }
}
