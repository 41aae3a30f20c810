extension SubwordEncoder {
  /// The text that ids stand for. Bytes are read as UTF-8, with U+FFFD for what is not; `</s>` is left out; a
  /// placeholder becomes its name, such as `<ph3>`; `<unk>` and ids that do not exist become U+FFFD.
  public func decode(_ ids: some Sequence<Int32>) -> String { model.decode(ids) }

  /// As `decode`, with placeholders as parts of their own.
  public func decodeParts(_ ids: some Sequence<Int32>) -> [SubwordPart] { model.decodeParts(ids) }
}

extension SubwordModel {
  /// The text that ids stand for. Bytes are read as UTF-8, with U+FFFD for what is not; `</s>` is left out; a
  /// placeholder becomes its name, such as `<ph3>`; `<unk>` and ids that do not exist become U+FFFD.
  public func decode(_ ids: some Sequence<Int32>) -> String {
    decodeParts(ids).reduce(into: "") { text, part in
      switch part {
      case .text(let string): text += string
      case .placeholder(let number): text += "<ph\(number)>"
      }
    }
  }

  /// As `decode`, with placeholders as parts of their own. No text part is empty.
  public func decodeParts(_ ids: some Sequence<Int32>) -> [SubwordPart] {
    var parts: [SubwordPart] = []
    var bytes: [UInt8] = []
    for id in ids {
      if let number = SubwordModel.placeholderNumber(id) {
        flush(&bytes, to: &parts)
        parts.append(.placeholder(number))
      } else if id != Vocabulary.endOfSentence {
        vocabulary.appendSurface(of: id, to: &bytes)
      }
    }
    flush(&bytes, to: &parts)
    return parts
  }

  private static func placeholderNumber(_ id: Int32) -> Int? {
    let number = Int(id) - Int(Vocabulary.firstPlaceholder)
    return (0..<Vocabulary.placeholderCount).contains(number) ? number : nil
  }

  /// Ends a text part. The space that encoding put in front of everything is taken off the first.
  private func flush(_ bytes: inout [UInt8], to parts: inout [SubwordPart]) {
    let text = parts.isEmpty && bytes.first == 0x20 ? bytes.dropFirst() : bytes[...]
    if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
    bytes.removeAll(keepingCapacity: true)
  }
}
