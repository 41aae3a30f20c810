import CGettextPO
import Glibc

/// gettext's PO files, read by GNU libgettextpo. Fuzzy and obsolete messages are left out.
package struct POFile {
  private static nonisolated(unsafe) var turn: pthread_mutex_t = {
    var mutex = pthread_mutex_t()
    pthread_mutex_init(&mutex, nil)
    return mutex
  }()

  private final class Collector {
    var messages: [(source: [UInt8], target: [UInt8])] = []

    func add(_ id: UnsafePointer<CChar>?, _ plural: UnsafePointer<CChar>?, _ text: UnsafePointer<CChar>?, _ form: Int32)
    {
      guard let text, let source = form > 0 ? plural : id, source.pointee != 0, text.pointee != 0 else { return }
      messages.append((Self.bytes(source), Self.bytes(text)))
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
      Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
  }

  /// Every translated message; plural forms one by one.
  package static func messages(path: String) throws(CorpusError) -> [CatalogueMessage] {
    guard access(path, R_OK) == 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    let collector = Collector()
    var charset = [CChar](repeating: 0, count: 64)
    var complaint = [CChar](repeating: 0, count: 256)
    pthread_mutex_lock(&turn)
    let status = cg_read(
      path,
      { state, _, id, plural, text, form in
        guard let state else { return }
        Unmanaged<Collector>.fromOpaque(state).takeUnretainedValue().add(id, plural, text, form)
      }, Unmanaged.passUnretained(collector).toOpaque(), &charset, charset.count, &complaint, complaint.count)
    pthread_mutex_unlock(&turn)
    if status != 0 { throw .malformed(path: path, format: "po", reason: text(complaint)) }
    let decoder = TextDecoder(charset: text(charset))
    return collector.messages.map {
      CatalogueMessage(source: decoder.decode($0.source), target: decoder.decode($0.target))
    }
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
