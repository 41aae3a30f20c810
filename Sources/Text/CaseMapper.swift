import CUnicode
import Glibc

/// Maps text to upper, lower and title case with a locale's rules (Turkish dotless i, Dutch ij, German ß ...).
///
/// Reusable, but not to be shared between threads: one for each worker.
public final class CaseMapper {
  private let mapper: OpaquePointer

  /// - Parameter locale: an ICU locale, such as `en` or `tr`.
  public init(locale: String = "en") throws(TextError) {
    var status: Int32 = 0
    guard let mapper = cu_case_mapper_open(locale, &status), status <= 0 else {
      throw .casingUnavailable(locale: locale, reason: icuErrorName(status))
    }
    self.mapper = mapper
  }

  deinit { cu_case_mapper_close(mapper) }

  /// `text` in upper case; it can become longer (`ß` becomes `SS`).
  public func uppercased(_ text: String) -> String { map(text, CU_UPPER) }

  /// `text` in lower case.
  public func lowercased(_ text: String) -> String { map(text, CU_LOWER) }

  /// `text` with each word's first letter in title case and the others in lower case.
  public func titlecased(_ text: String) -> String { map(text, CU_TITLE) }

  /// True where every word of `text` is in title case and there is at least one capital.
  public func isTitlecased(_ text: String) -> Bool {
    text.hasUppercase && titlecased(text).utf8.elementsEqual(text.utf8)
  }

  private func map(_ text: String, _ form: cu_case) -> String {
    text.withBytes { bytes in
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count)
      forEachWindow(of: bytes) { _, window in append(window, as: form, to: &out) }
      return String(decoding: out, as: UTF8.self)
    }
  }

  private func append(_ window: UnsafeBufferPointer<UInt8>, as form: cu_case, to out: inout [UInt8]) {
    var buffer: UnsafeMutablePointer<CChar>?
    var length: Int32 = 0
    var status: Int32 = 0
    window.withMemoryRebound(to: CChar.self) {
      cu_case_mapper_apply(mapper, form, $0.baseAddress, Int32($0.count), &buffer, &length, &status)
    }
    // Only a lack of memory can bring us here without a buffer; the text then goes on unchanged.
    guard let buffer else { return out.append(contentsOf: window) }
    defer { free(buffer) }
    out.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(length)))
  }
}

extension String {
  /// True where the text has a capital letter.
  public var hasUppercase: Bool { unicodeScalars.contains { $0.isUppercase } }

  /// True where the text has capital letters and no small ones: "NATO", "ÖL-1", but not "123".
  public var isAllUppercase: Bool { hasUppercase && !unicodeScalars.contains { $0.isLowercase } }
}
