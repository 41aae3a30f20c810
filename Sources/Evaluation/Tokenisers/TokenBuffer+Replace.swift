#if canImport(Glibc)
  import Glibc
#endif

extension TokenBuffer {
  func contains(_ byte: UInt8) -> Bool { memchr(front.base, Int32(byte), front.count) != nil }

  /// Replaces every occurrence of `pattern`, from the left and without looking again at what was put in.
  mutating func replace(_ pattern: StaticString, with replacement: StaticString) {
    let length = pattern.utf8CodeUnitCount
    guard contains(pattern.utf8Start.pointee) else { return }
    back.count = 0
    var index = 0
    while index < front.count {
      if index + length <= front.count, memcmp(front.base + index, pattern.utf8Start, length) == 0 {
        back.append(Bytes(start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
        index += length
      } else {
        back.append(front[index])
        index += 1
      }
    }
    swap(&front, &back)
  }

  /// The four entities of mteval, in its order: `&amp;lt;` ends as `<`, `&amp;quot;` as `&quot;`.
  mutating func unescapeMarkup() {
    guard contains(0x26) else { return }
    replace("&quot;", with: "\"")
    replace("&amp;", with: "&")
    replace("&lt;", with: "<")
    replace("&gt;", with: ">")
  }
}
