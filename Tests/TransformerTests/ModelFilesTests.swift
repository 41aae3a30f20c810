import FoundationEssentials
import Glibc
import Tensors
import Testing
import Transformer

/// A directory that goes away with the test.
struct TemporaryDirectory: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("translate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct ModelFilesTests {
  static let configuration = TransformerConfiguration(
    vocabularySize: 11, dim: 8, feedForward: 6, heads: 2, encoderLayers: 1, decoderLayers: 1)

  static func parameters() -> ParameterVector {
    var generator = TestGenerator(1)
    let parameters = ParameterVector(configuration)
    parameters.initialize(using: &generator)
    return parameters
  }

  static func write(to path: String, as type: SafetensorsWriter.ElementType = .float32) throws {
    try "a\n".write(toFile: "\(path)/extra.txt", atomically: false, encoding: .utf8)
    let description = ModelDirectory.Description(
      sourceLanguage: "en", targetLanguage: "de", configuration: configuration, maximumLength: 64)
    try ModelDirectory.write(
      description, parameters: parameters(), as: type, subwordFiles: ["extra.txt"], to: path)
  }

  @Test func weightsSurviveARoundTrip() throws {
    let directory = try TemporaryDirectory()
    try Self.write(to: directory.path)
    let opened = try ModelDirectory(path: directory.path)
    #expect(opened.description.configuration == Self.configuration)
    let read = try ParameterVector(Self.configuration, from: opened.weights())
    let written = Self.parameters()
    for (name, values) in written.named {
      let isEqual = read[name].elements == values.elements
      #expect(isEqual, "\(name)")
    }
    withExtendedLifetime((read, written)) {}
  }

  @Test func halfPrecisionIsAsCloseAsHalfPrecisionCanBe() throws {
    let directory = try TemporaryDirectory()
    try Self.write(to: directory.path, as: .float16)
    let read = try ParameterVector(Self.configuration, from: ModelDirectory(path: directory.path).weights())
    let written = Self.parameters()
    for (name, values) in written.named {
      for (a, b) in zip(read[name].elements, values.elements) { #expect(a == Float(Float16(b))) }
    }
    withExtendedLifetime((read, written)) {}
  }

  /// The bytes of a file that Python's `safetensors` 0.8 writes with
  /// `save_file({"a": numpy.float32([[1, -2.5], [3, 0.25]]), "b": numpy.float16([[0.5, 65504]])}, path)`.
  @Test func aFileFromElsewhereIsRead() throws {
    let directory = try TemporaryDirectory()
    let header =
      #"{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[1,2],"data_offsets":[16,20]}}"#
      + "      "
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
    bytes += [0, 0, 128, 63, 0, 0, 32, 192, 0, 0, 64, 64, 0, 0, 128, 62, 0, 56, 255, 123]
    let path = "\(directory.path)/x.safetensors"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let file = try SafetensorsFile(path: path)
    let (a, b) = (FloatStorage(count: 4), FloatStorage(count: 2))
    try file.read("a", shape: [2, 2], to: a.pointer)
    try file.read("b", shape: [1, 2], to: b.pointer)
    #expect(a.matrix(rows: 2, columns: 2).elements == [1, -2.5, 3, 0.25])
    #expect(b.matrix(rows: 1, columns: 2).elements == [0.5, 65504])
  }

  @Test func damageIsNamed() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path
    try Self.write(to: path)
    let weights = "\(path)/weights.safetensors"
    let good = try Data(contentsOf: URL(fileURLWithPath: weights))
    func failure() -> String {
      do {
        _ = try ModelDirectory(path: path)
        return "none"
      } catch { return "\(error)" }
    }
    try good.dropLast(9).write(to: URL(fileURLWithPath: weights))
    #expect(failure().contains("weights.safetensors is truncated"))
    var bad = good
    bad[bad.count - 5] ^= 1
    try bad.write(to: URL(fileURLWithPath: weights))
    #expect(failure().contains("weights.safetensors is corrupt"))
    try FileManager.default.removeItem(atPath: weights)
    #expect(failure().contains("weights.safetensors is missing"))
    try good.write(to: URL(fileURLWithPath: weights))
    #expect(failure() == "none")
    try Self.edit("\(path)/model.json", "\"formatVersion\" : 1", "\"formatVersion\" : 99")
    #expect(failure().contains("format version 99"))
    try Self.edit("\(path)/model.json", "\"formatVersion\" : 99", "\"formatVersion\" : 1")
    try Self.edit("\(path)/model.json", "\"heads\" : 2", "\"heads\" : 3")
    #expect(failure().contains("not a multiple of heads"))
    try "{".write(toFile: "\(path)/model.json", atomically: false, encoding: .utf8)
    #expect(failure().contains("not JSON"))
    try FileManager.default.removeItem(atPath: "\(path)/model.json")
    #expect(failure().contains("model.json is missing"))
  }

  static func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old))
    try text.replacing(old, with: new).write(toFile: path, atomically: false, encoding: .utf8)
  }

  /// Every truncation and many one-byte changes of a safetensors file give an error or a file, never a crash.
  @Test func hostileSafetensorsDoNotCrash() throws {
    let directory = try TemporaryDirectory()
    try Self.write(to: directory.path)
    let good = try Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/weights.safetensors"))
    let path = "\(directory.path)/hostile.safetensors"
    var generator = TestGenerator(9)
    let written = Self.parameters().storage
    let headerEnd = 8 + Int(good[0]) + 256 * Int(good[1])
    for trial in 0..<800 {
      var bytes = good
      if trial % 2 == 0 {
        bytes = Data(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
      } else {
        bytes[Int.random(in: 0..<headerEnd, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      try bytes.write(to: URL(fileURLWithPath: path))
      guard let file = try? SafetensorsFile(path: path),
        let read = try? ParameterVector(Self.configuration, from: file)
      else { continue }
      // What is not refused has to be what was written.
      let isEqual = memcmp(read.storage.pointer, written.pointer, 4 * written.count) == 0
      #expect(isEqual, "trial \(trial)")
      withExtendedLifetime((read, written)) {}
    }
  }

  /// A safetensors file of one tensor `a` of two elements.
  private static func file(_ type: String, _ data: [UInt8], shape: String = "[1,2]", at path: String) throws {
    let header = #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[0,\#(data.count)]}}"#
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    try Data(length + Array(header.utf8) + data).write(to: URL(fileURLWithPath: path))
  }

  /// bfloat16 is the upper half of a float32, sign, exponent and seven bits.
  @Test func bfloat16IsRead() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/x.safetensors"
    try Self.file("BF16", [0x80, 0x3F, 0x49, 0xC0], at: path)
    let values = FloatStorage(count: 2)
    try SafetensorsFile(path: path).read("a", shape: [1, 2], to: values.pointer)
    // 0x3F80 is 1; 0xC049 is -(1 + 73 / 128) * 2.
    #expect(values.matrix(rows: 1, columns: 2).elements == [1, -3.140625])
  }

  @Test(arguments: [
    ("F64", 16), ("I64", 16), ("I32", 8), ("U32", 8), ("I8", 2), ("BOOL", 2), ("F8_E4M3", 2), ("X7", 4),
  ])
  func otherTypesThrow(type: String, bytes: Int) throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/x.safetensors"
    try Self.file(type, [UInt8](repeating: 0, count: bytes), at: path)
    let values = FloatStorage(count: 2)
    #expect(throws: ModelError.tensorType(path: path, name: "a", type: type)) {
      try SafetensorsFile(path: path).read("a", shape: [1, 2], to: values.pointer)
    }
  }

  @Test func numbersThatAreNotFiniteThrow() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/x.safetensors"
    for (type, data) in [
      ("F32", [0, 0, 0, 0, 0, 0, 0xC0, 0x7F]), ("F16", [0, 0, 0, 0xFC]), ("BF16", [0x80, 0x7F, 0, 0]),
    ] as [(String, [UInt8])] {
      try Self.file(type, data, at: path)
      let values = FloatStorage(count: 2)
      #expect(throws: ModelError.self) { try SafetensorsFile(path: path).read("a", shape: [1, 2], to: values.pointer) }
    }
  }

  /// Of the numbers in `model.json` none is taken on trust.
  @Test(arguments: [
    ("\"maximumLength\" : 64", "\"maximumLength\" : 9223372036854775807", "maximumLength"),
    ("\"maximumLength\" : 64", "\"maximumLength\" : 1", "maximumLength"),
    ("\"maximumLength\" : 64", "\"maximumLength\" : 1e30", "model.json"),
    ("\"files\"", "\"adaptiveBeam\" : {\"beamSize\" : 1000000000}, \"files\"", "beamSize"),
    ("\"files\"", "\"adaptiveBeam\" : {\"beamSize\" : 0}, \"files\"", "beamSize"),
    ("\"files\"", "\"adaptiveBeam\" : {\"beamSize\" : 5, \"pruningThreshold\" : 1e9}, \"files\"", "pruningThreshold"),
    ("\"files\"", "\"adaptiveBeam\" : {\"beamSize\" : 5, \"pruningThreshold\" : -1}, \"files\"", "pruningThreshold"),
    ("\"encoderLayers\" : 1", "\"encoderLayers\" : 1000000000000", "encoderLayers"),
    ("\"dim\" : 8", "\"dim\" : 16384", "Wemb"),
  ])
  func hostileNumbersAreRefused(old: String, new: String, named: String) throws {
    let directory = try TemporaryDirectory()
    try Self.write(to: directory.path)
    try Self.edit("\(directory.path)/model.json", old, new)
    let error = #expect(throws: ModelError.self) {
      let model = try ModelDirectory(path: directory.path)
      _ = try TransformerWeights(model, precision: .int8)
    }
    #expect("\(try #require(error))".contains(named))
  }

  @Test func aFileThatIsNotNamedIsNotTrusted() throws {
    let directory = try TemporaryDirectory()
    try Self.write(to: directory.path)
    let model = try ModelDirectory(path: directory.path)
    try model.require(["extra.txt", "weights.safetensors"])
    #expect(throws: ModelError.self) { try model.require(["extra.txt", "codes.bpe"]) }
  }
}
