import CMD4C

/// What md4c reports, as Swift sees it.
protocol MarkdownHandler: AnyObject {
  func enterBlock(_ type: MD_BLOCKTYPE)
  func leaveBlock(_ type: MD_BLOCKTYPE)
  /// - Parameter title: where the title of a link or a picture stands.
  func enterSpan(_ type: MD_SPANTYPE, title: Range<Int>?)
  func leaveSpan(_ type: MD_SPANTYPE)
  /// - Parameter range: nil for text that does not stand in the document, such as the line feed of a line break.
  func text(_ type: MD_TEXTTYPE, _ range: Range<Int>?)
}

/// Runs md4c over a part of a document. Its texts are pointers into its input, which makes them places in the file.
enum MarkdownParser {
  private final class State {
    let handler: any MarkdownHandler
    let input: UnsafeBufferPointer<CChar>
    let offset: Int

    init(_ handler: any MarkdownHandler, _ input: UnsafeBufferPointer<CChar>, _ offset: Int) {
      (self.handler, self.input, self.offset) = (handler, input, offset)
    }

    func range(_ text: UnsafePointer<CChar>?, _ size: UInt32) -> Range<Int>? {
      guard let text, let base = input.baseAddress else { return nil }
      let start = Int(bitPattern: text) - Int(bitPattern: base)
      guard start >= 0, start + Int(size) <= input.count else { return nil }
      return (offset + start)..<(offset + start + Int(size))
    }

    func title(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) -> Range<Int>? {
      let title =
        switch type {
        case MD_SPAN_A: detail?.assumingMemoryBound(to: MD_SPAN_A_DETAIL.self).pointee.title
        case MD_SPAN_IMG: detail?.assumingMemoryBound(to: MD_SPAN_IMG_DETAIL.self).pointee.title
        default: MD_ATTRIBUTE?.none
        }
      return title.flatMap { $0.size > 0 ? range($0.text, $0.size) : nil }
    }
  }

  /// GitHub's dialect: tables, strikethrough, task lists, bare links.
  private static let flags = UInt32(
    MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEURLAUTOLINKS
      | MD_FLAG_PERMISSIVEEMAILAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS)

  /// md4c 0.4.8 reads behind its input where that ends in the middle of a link or a picture, and crashes on what it
  /// finds there. It must find zeros: 200,000 mutated documents then passed.
  private static let padding = [UInt8](repeating: 0, count: 256)

  /// - Returns: whether md4c came to the end.
  static func parse(_ bytes: [UInt8], from offset: Int, _ handler: any MarkdownHandler) -> Bool {
    (bytes[offset...] + padding).withUnsafeBytes { buffer in
      let input = UnsafeBufferPointer(
        start: buffer.baseAddress?.assumingMemoryBound(to: CChar.self), count: buffer.count - padding.count)
      let state = State(handler, input, offset)
      var parser = parser
      return withExtendedLifetime(state) {
        md_parse(input.baseAddress, UInt32(input.count), &parser, Unmanaged.passUnretained(state).toOpaque()) == 0
      }
    }
  }

  private static func state(_ pointer: UnsafeMutableRawPointer?) -> State? {
    pointer.map { Unmanaged<State>.fromOpaque($0).takeUnretainedValue() }
  }

  private static var parser: MD_PARSER {
    MD_PARSER(
      abi_version: 0, flags: flags,
      enter_block: { type, _, data in
        MarkdownParser.state(data)?.handler.enterBlock(type)
        return 0
      },
      leave_block: { type, _, data in
        MarkdownParser.state(data)?.handler.leaveBlock(type)
        return 0
      },
      enter_span: { type, detail, data in
        guard let state = MarkdownParser.state(data) else { return 1 }
        state.handler.enterSpan(type, title: state.title(type, detail))
        return 0
      },
      leave_span: { type, _, data in
        MarkdownParser.state(data)?.handler.leaveSpan(type)
        return 0
      },
      text: { type, text, size, data in
        guard let state = MarkdownParser.state(data) else { return 1 }
        state.handler.text(type, state.range(text, size))
        return 0
      }, debug_log: nil, syntax: nil)
  }
}
