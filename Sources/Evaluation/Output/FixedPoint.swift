#if canImport(Glibc)
  import Glibc
#endif

extension Double {
  /// The number with `digits` decimals, rounded from its exact value (half to even), as C's `%.*f` writes it.
  public func fixed(_ digits: Int) -> String {
    withVaList([Int32(clamping: digits), self]) { arguments in
      let length = vsnprintf(nil, 0, "%.*f", arguments)
      guard length > 0 else { return "" }
      return withVaList([Int32(clamping: digits), self]) { again in
        String(unsafeUninitializedCapacity: Int(length) + 1) { buffer in
          buffer.withMemoryRebound(to: CChar.self) { Int(vsnprintf($0.baseAddress, $0.count, "%.*f", again)) }
        }
      }
    }
  }
}
