import Tensors
import Transformer

/// A file of named tensors in some format, whose numbers can be had as float32, part by part.
protocol TensorFile: Sendable {
  /// For messages.
  var path: String { get }

  /// The sizes of a tensor; nil where it is absent, or they are not known before it is read.
  func shape(of name: String) -> [Int]?

  func contains(_ name: String) -> Bool

  /// Checks that a tensor is there and, where that is known, has this shape.
  func expect(_ name: String, shape: [Int]) throws(ModelError)

  /// Copies some of a tensor's elements, in row order.
  ///
  /// - Throws: ``ModelError`` if it is absent, of another shape, or of a type that is not numbers.
  func read(
    _ name: String, shape: [Int], elements: Range<Int>, to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError)

  /// Gives back the memory of what has been read.
  func forget()
}

extension TensorFile {
  func contains(_ name: String) -> Bool { shape(of: name) != nil }

  func expect(_ name: String, shape: [Int]) throws(ModelError) {
    guard contains(name) else { throw .tensorMissing(path: path, name: name) }
    if let found = self.shape(of: name), found != shape, !Self.isSame(found, shape) {
      throw .tensorShape(path: path, name: name, expected: shape, found: found)
    }
  }

  /// Whether two shapes differ in leading sizes of 1 only.
  static func isSame(_ one: [Int], _ other: [Int]) -> Bool {
    one.drop { $0 == 1 } == other.drop { $0 == 1 }
  }

  /// A whole tensor.
  func read(_ name: String, shape: [Int]) throws(ModelError) -> FloatStorage {
    let count = shape.reduce(1, *)
    let storage = FloatStorage(uninitialized: count)
    try read(name, shape: shape, elements: 0..<count, to: storage.pointer)
    return storage
  }
}

extension SafetensorsFile: TensorFile {
  func shape(of name: String) -> [Int]? { tensors[name]?.shape }
}

extension NumpyArchiveFile: TensorFile {
  func shape(of name: String) -> [Int]? { nil }

  func expect(_ name: String, shape: [Int]) throws(ModelError) {
    try expect(name, rows: shape.dropLast().reduce(1, *), columns: shape.last ?? 1)
  }
}

/// Where one of our parameters is in another's file.
struct TensorPlace: Equatable {
  var name: String
  /// Of the whole tensor there.
  var shape: [Int]
  /// Elements in front of ours, which may be some rows of a larger matrix.
  var offset = 0
  /// Whether rows and columns are the other way round.
  var isTransposed = false
}

extension TensorFile {
  /// Some elements of a parameter, `[rows, columns]` with us; of one that is the other way round all.
  func read(
    _ place: TensorPlace, _ parameter: ParameterLayout.Parameter, elements: Range<Int>,
    to destination: UnsafeMutablePointer<Float>
  ) throws(ModelError) {
    let range = place.offset + elements.lowerBound..<place.offset + elements.upperBound
    guard place.isTransposed else {
      return try read(place.name, shape: place.shape, elements: range, to: destination)
    }
    let theirs = FloatStorage(uninitialized: parameter.count)
    try read(place.name, shape: place.shape, elements: range, to: theirs.pointer)
    theirs.matrix(rows: parameter.columns, columns: parameter.rows)
      .transposed(into: Matrix(destination, rows: parameter.rows, columns: parameter.columns))
    withExtendedLifetime(theirs) {}
  }
}
