/// Compressed files, known by their first bytes whatever they are called.
public enum Compression: String, Sendable, CaseIterable {
  case gzip, zstd, xz, bzip2

  /// As many bytes as ``init(beginning:)`` needs to be sure.
  public static let magicLength = 6

  /// What compressed the file that begins with `bytes`; nil: nothing that is known.
  public init?(beginning bytes: some Sequence<UInt8>) {
    let start = Array(bytes.prefix(Self.magicLength))
    guard let found = Self.allCases.first(where: { start.starts(with: $0.magic) }) else { return nil }
    self = found
  }

  private var magic: [UInt8] {
    switch self {
    // The method, deflate, is part of it: there is no other.
    case .gzip: [0x1F, 0x8B, 0x08]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .bzip2: [0x42, 0x5A, 0x68]
    }
  }

  /// Whether `bytes`, fewer than needed to be sure, may be the beginning of a compressed file.
  public static func mayFollow(_ bytes: some Collection<UInt8>) -> Bool {
    allCases.contains { bytes.count < $0.magic.count && $0.magic.starts(with: bytes) }
  }

  /// How to have the text of a file.
  public func advice(path: String) -> String {
    let file = path == "standard input" ? "" : " \(path)"
    return "compressed with \(rawValue); give it the output of '\(rawValue) -dc\(file)'"
  }
}
