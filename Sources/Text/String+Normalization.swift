import CUnicode
import Glibc

extension String {
  /// The text in Unicode Normalization Form C (UAX #15). A text that is in NFC already is returned as it is.
  public func nfc() -> String {
    withBytes { bytes -> String? in
      if isPlainlyNFC(bytes) { return nil }
      var normal: [UInt8] = []
      var changed = false
      forEachWindow(of: bytes) { _, window in changed = appendNFC(of: window, to: &normal) || changed }
      return changed ? String(decoding: normal, as: UTF8.self) : nil
    } ?? self
  }
}

/// True where every code point is below U+0300: none of those can change under NFC. UTF-8 writes U+0300 as CC 80.
private func isPlainlyNFC(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  bytes.allSatisfy { $0 < 0xCC }
}

/// Appends the normalised window; says whether it differs. Without memory for the work, the text goes on unchanged.
private func appendNFC(of window: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) -> Bool {
  var buffer: UnsafeMutablePointer<CChar>?
  var length: Int32 = 0
  var status: Int32 = 0
  let changed = window.withMemoryRebound(to: CChar.self) {
    cu_nfc($0.baseAddress, Int32($0.count), &buffer, &length, &status)
  }
  guard changed, let buffer else {
    out.append(contentsOf: window)
    return false
  }
  defer { free(buffer) }
  out.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(length)))
  return true
}
