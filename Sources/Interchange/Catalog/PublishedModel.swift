import Text
import Translation

/// A model that an index offers.
public struct PublishedModel: Sendable, Hashable {
  /// What it is called among all that are offered: `firefox-fr-en-base`.
  public var name: String
  public var source: String
  public var target: String
  public var version: String?
  /// As the index has it; nil: it does not say.
  public var license: String?
  /// What was declared of its quality (BLEU).
  public var quality: Double?
  public var files: [PublishedFile]
  /// Of several for one pair the highest comes first.
  var rank: [Double]

  /// Bytes to be fetched; nil: the index does not say.
  public var size: Int? {
    let sizes = files.compactMap(\.size)
    return sizes.count == files.count ? sizes.reduce(0, +) : nil
  }

  /// Whether every file's checksum is known.
  public var isChecked: Bool { files.allSatisfy { $0.sha256 != nil || $0.unpackedSHA256 != nil } }

  func translates(_ pair: LanguagePair) -> Bool {
    LanguageCode.match(pair.source, in: [source]) != nil && LanguageCode.match(pair.target, in: [target]) != nil
  }
}

/// A file of a model that is offered.
public struct PublishedFile: Sendable, Hashable {
  /// What it is called on disk, once it is unpacked.
  public var name: String
  /// Where it may be fetched, the first choice first.
  public var addresses: [String]
  /// As it is fetched.
  public var size: Int?
  public var sha256: String?
  /// Nil: it is kept as it comes.
  public var packing: Packing?
  public var unpackedSize: Int?
  public var unpackedSHA256: String?

  /// What it was packed with, as its name ends.
  public enum Packing: String, Sendable, CaseIterable {
    case gzip = ".gz"
    case zstd = ".zst"
    case xz = ".xz"
  }

  /// - Parameter name: nil: the last part of the address, without the ending of what packed it.
  /// - Throws: that an index asks for a file where none may be.
  init(name: String? = nil, addresses: [String]) throws {
    self.addresses = addresses
    let last = addresses.first.map(Self.lastPart) ?? ""
    packing = Packing.allCases.first { last.hasSuffix($0.rawValue) }
    self.name = name ?? packing.map { String(last.dropLast($0.rawValue.count)) } ?? last
    guard Self.isPlain(self.name), !addresses.isEmpty else { throw ModelIndexError.fileName(self.name) }
  }

  /// Behind the last slash, without a query.
  static func lastPart(_ address: String) -> String {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    return path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// Whether a name leads nowhere else: nobody who writes an index is to choose other places on this machine.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && name.utf8.count < 200
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") && $0 < 0x7F }
  }
}
