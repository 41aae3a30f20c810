import CUnicode

/// Codes of languages as people and models write them: `de`, `deu`, `pt-BR`, `zho_Hans`.
public enum LanguageCode {
  /// The shortest code of the language alone: `de` of `deu_Latn`.
  public static func language(_ code: String) -> String {
    let found = code.withCString { code in filled { cu_language(code, $0) } }
    return found.isEmpty ? code.lowercased() : found
  }

  /// The script that is named or likely: `Hans` of `zh`.
  public static func script(_ code: String) -> String {
    code.withCString { code in filled { cu_language_script(code, $0) } }
  }

  private static func filled(_ body: (UnsafeMutablePointer<CChar>) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { buffer in
      buffer.initialize(repeating: 0)
      guard let base = buffer.baseAddress else { return "" }
      body(base)
      return String(cString: base)
    }
  }

  /// Of some codes the one for the same language: `code` itself, else one in the likely script, else the first.
  public static func match(_ code: String, in codes: some Sequence<String>) -> String? {
    let codes = codes.sorted()
    if codes.contains(code) { return code }
    let language = language(code)
    let candidates = codes.filter { self.language($0) == language }
    let script = script(code)
    return candidates.first { self.script($0) == script } ?? candidates.first
  }
}
