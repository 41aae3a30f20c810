import CUnicode
import Glibc

/// Texts in other encodings than UTF-8, by their names in ICU, such as `windows-1252`.
public enum Encodings {
  /// What the bytes are most likely in; nil where that is anybody's guess.
  public static func detect(_ bytes: [UInt8]) -> String? {
    var name = [CChar](repeating: 0, count: 64)
    let confidence = bytes.prefix(1 << 20).withUnsafeBytes { buffer in
      cu_detect_encoding(
        buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), &name, Int32(name.count))
    }
    guard confidence >= 10 else { return nil }
    let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Windows' encoding has all of Latin-1 and the quotation marks that people write.
    return text == "ISO-8859-1" ? "windows-1252" : text
  }

  /// - Returns: nil where a character cannot be read or written, or there is no such encoding.
  public static func convert(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
    guard bytes.count < Int(Int32.max) / 5 else { return nil }
    var out: UnsafeMutablePointer<CChar>?
    var length: Int32 = 0
    let isDone = bytes.withUnsafeBytes { buffer in
      cu_convert(to, from, buffer.bindMemory(to: CChar.self).baseAddress, Int32(buffer.count), &out, &length)
    }
    guard isDone, let out else { return nil }
    defer { free(out) }
    return Array(UnsafeRawBufferPointer(start: out, count: Int(length)))
  }
}
