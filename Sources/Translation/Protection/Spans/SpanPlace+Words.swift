import Text

extension SpanPlace {
  /// Nothing in front that this would be the rest of. Beyond ASCII, lead bytes C2 and E2 begin punctuation.
  var isWordStart: Bool {
    guard var back = self[-1] else { return true }
    guard back >= 0x80 else { return !isNamePart(back) }
    var offset = -1
    while back & 0xC0 == 0x80, let next = self[offset - 1] { (back, offset) = (next, offset - 1) }
    return back == 0xC2 || back == 0xE2
  }

  /// The end of an address, path, file name, long option or name out of a program.
  var wordEnd: Int? {
    guard let first = self[0], first > 0x20, first < 0x80 else { return nil }
    return urlEnd ?? mailEnd ?? pathEnd ?? fileEnd ?? optionEnd ?? opaqueEnd ?? nameEnd
  }

  // MARK: Addresses

  /// `https://...`, `mailto:...`, `www....`
  private var urlEnd: Int? {
    guard let first = self[0], isLetter(first) else { return nil }
    let scheme = end(limit: 20) { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
    let rest = SpanPlace(bytes: bytes, start: scheme)
    let isURL = rest.hasPrefix("://") || hasPrefix("mailto:") || hasPrefix("www.")
    guard isURL else { return nil }
    let end = trimmed(end(limit: 4000) { $0 > 0x20 && $0 < 0x7F && !"<>\"`|\\^".utf8.contains($0) })
    return end > (rest.hasPrefix("://") ? scheme + 3 : start + 4) ? end : nil
  }

  /// `name@example.org`
  private var mailEnd: Int? {
    func isPart(_ byte: UInt8) -> Bool { isNamePart(byte) || "-.+".utf8.contains(byte) }
    let at = end(limit: 64, while: isPart)
    guard at > start, at < bytes.count, bytes[at] == UInt8(ascii: "@") else { return nil }
    let host = SpanPlace(bytes: bytes, start: at + 1)
    let end = host.trimmed(host.end(limit: 255) { isLetter($0) || isDigit($0) || "-.".utf8.contains($0) })
    return bytes[(at + 1)..<max(at + 1, end)].contains(UInt8(ascii: ".")) ? end : nil
  }

  // MARK: Files

  /// `/etc/fstab`, `~/x`, `./x`, `../x`, `C:\x`
  private var pathEnd: Int? {
    if let drive = self[0], isLetter(drive), hasPrefix(":\\", at: 1) {
      return trimmed(end(limit: 4000) { $0 > 0x20 && $0 != 0x7F && !"<>\"`|'".utf8.contains($0) })
    }
    guard let front = ["/", "~/", "./", "../"].first(where: { hasPrefix($0) }),
      let next = self[front.utf8.count], isNamePart(next) || "~.-$%{".utf8.contains(next), isPathStart
    else { return nil }
    let end = trimmed(end(limit: 4000, while: Self.isPathPart))
    return end > start + front.utf8.count ? end : nil
  }

  /// What stands in front of a path: white space, a quotation mark, a bracket, a colon or an equals sign.
  private var isPathStart: Bool {
    self[-1].map { $0 <= 0x20 || "\"'`([{=:<,;|>".utf8.contains($0) || $0 >= 0x80 } ?? true
  }

  private static func isPathPart(_ byte: UInt8) -> Bool {
    byte >= 0x80 ? false : isNamePart(byte) || "/.-+~@%$*{}=:,#".utf8.contains(byte)
  }

  /// `src/main.c`, `main.c`
  private var fileEnd: Int? {
    guard let first = self[0], isNamePart(first) else { return nil }
    let end = trimmed(end(limit: 1000) { isNamePart($0) || "/.-+~".utf8.contains($0) })
    let name = bytes[start..<max(start, end)]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > start, dot + 1 < end else { return nil }
    let ending = name[(dot + 1)...]
    let hasFolder = name[..<dot].contains(UInt8(ascii: "/"))
    let isShort = ending.count <= 6 && ending.allSatisfy { isLetter($0) || isDigit($0) } && isLetter(ending[dot + 1])
    return isShort && (hasFolder || Self.endings.contains(String(decoding: ending, as: UTF8.self))) ? end : nil
  }

  /// Endings that no sentence ends in.
  private static let endings: Set<String> = [
    "bak", "bat", "bz2", "c", "cc", "cfg", "conf", "cpp", "css", "csv", "deb", "desktop", "dll", "doc", "docx", "epub",
    "exe", "gif", "gz", "h", "hpp", "htm", "html", "ini", "iso", "jar", "java", "jpeg", "jpg", "js", "json", "log",
    "md",
    "mo", "mp3", "mp4", "odt", "ogg", "pdf", "php", "pl", "png", "po", "pot", "ps", "py", "rb", "rpm", "rs", "rst",
    "service", "sh", "so", "sql", "srt", "svg", "swift", "tar", "tex", "tgz", "toml", "ts", "tsv", "ttf", "txt", "vtt",
    "wav", "xlf", "xml", "xz", "yaml", "yml", "zip",
  ]

  // MARK: Names

  /// `--long-option` or `--option=value`
  private var optionEnd: Int? {
    guard hasPrefix("--"), let first = self[2], isLetter(first), self[-1] != UInt8(ascii: "-") else { return nil }
    return trimmed(end(from: 2, limit: 200) { isNamePart($0) || "-=".utf8.contains($0) })
  }

  /// `snake_case`, with `()` behind it
  private var nameEnd: Int? {
    let end = end(limit: 200, while: isNamePart)
    let name = bytes[start..<end]
    guard let first = name.first, isLetter(first), name.last != UInt8(ascii: "_"), name.contains(UInt8(ascii: "_")),
      name.count >= 4, !isAcceleratedWord(name)
    else { return nil }
    return SpanPlace(bytes: bytes, start: end).hasPrefix("()") ? end + 2 : end
  }

  /// A capitalised word with a single mark inside, such as `E_xit`.
  private func isAcceleratedWord(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = name.first, (0x41...0x5A).contains(first) else { return false }
    return name.dropFirst().allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F } && name.count { $0 == 0x5F } == 1
  }

  /// `end` without punctuation that belongs to the sentence: `.`, `,` and so on, and brackets that were opened outside.
  func trimmed(_ end: Int) -> Int {
    var end = end
    while end > start {
      let last = bytes[end - 1]
      let text = bytes[start..<end]
      let opening: UInt8? = last == 0x29 ? 0x28 : last == 0x5D ? 0x5B : last == 0x7D ? 0x7B : nil
      let isForeignBracket = opening.map { open in text.count { $0 == last } > text.count { $0 == open } } ?? false
      guard ".,;:!?'*".utf8.contains(last) || isForeignBracket else { break }
      end -= 1
    }
    return end
  }
}
