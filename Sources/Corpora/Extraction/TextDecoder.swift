import Glibc

/// Turns text of an encoding that a file names into strings, with the C library's iconv.
package final class TextDecoder {
  private let converter: iconv_t?

  /// - Parameter charset: unknown ones, and none, are read as UTF-8.
  init(charset: String) {
    let name = charset.uppercased()
    let isUTF8 = ["", "UTF-8", "UTF8", "ASCII", "US-ASCII", "CHARSET"].contains(name)
    let opened = isUTF8 ? nil : iconv_open("UTF-8", name)
    converter = opened == iconv_t(bitPattern: -1) ? nil : opened
  }

  deinit { if let converter { iconv_close(converter) } }

  /// A file's text where nothing names its encoding: UTF-8 if it is that, else Latin-1.
  package static func guess(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self) ?? TextDecoder(charset: "ISO-8859-1").decode(bytes)
  }

  /// What cannot be read becomes U+FFFD.
  func decode(_ bytes: some Collection<UInt8>) -> String {
    guard let converter else { return String(decoding: bytes, as: UTF8.self) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 4 + 16)
    let written = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { convert(converter, input, $0) }
    }
    guard let written else { return "\u{FFFD}" }
    return String(decoding: output[..<written].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func convert(
    _ converter: iconv_t, _ input: UnsafeMutableBufferPointer<CChar>, _ output: UnsafeMutableBufferPointer<CChar>
  ) -> Int? {
    var from = input.baseAddress
    var to = output.baseAddress
    var remaining = input.count
    var free = output.count
    let result = iconv(converter, &from, &remaining, &to, &free)
    return result == Int(bitPattern: UInt.max) ? nil : output.count - free
  }
}
