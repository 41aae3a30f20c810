import Glibc

/// How documents are read and written.
public struct DocumentOptions: Sendable {
  /// What is a segment of plain text.
  public enum LineMode: String, CaseIterable, Sendable {
    /// Lines that are wrapped belong together.
    case paragraphs
    case lines
    /// As in a string of a catalogue: a line belongs to the one above only where a sentence plainly goes on, and there
    /// are as many lines in the translation.
    case value
  }

  /// ISO 639 codes, or what the format itself expects, such as `pt_BR`.
  public var sourceLanguage: String
  public var targetLanguage: String
  public var lineMode = LineMode.paragraphs
  /// Translate anew what PO and XLIFF files already have a translation for.
  public var retranslate = false
  /// Columns of TSV and CSV: numbers from 1, or names that stand in the first row.
  public var columns: [String] = []
  /// Whether the first row of TSV and CSV names the columns, and stays as it is.
  public var hasHeaderRow = true
  /// Keys of JSON and YAML by glob over their dotted path (`menu.*.label`, `**.title`): all, where there is none.
  public var includedKeys: [String] = []
  public var excludedKeys: [String] = []
  /// The dialect of Markdown; nil: what cannot be mistaken is known, and MDX by its imports.
  public var markdown: MarkdownFlavour?
  /// The encoding of all files, by its name in ICU; nil: UTF-8, or what the file says or looks like.
  public var encoding: String?
  /// The bytes come out of another encoding: what the file says of its encoding does not count.
  var isDecoded = false
  /// Whether new translations in PO files are marked as fuzzy, which asks for somebody to look at them.
  public var marksFuzzy = true
  /// Whether a translation that equals its source is written into XLIFF and Qt files, which keep both.
  public var writesEqualTargets = false
  /// `PO-Revision-Date` of PO files whose header has none: `2026-01-31 18:05+0000`.
  public var revisionDate = DocumentOptions.now()

  public init(sourceLanguage: String, targetLanguage: String) {
    self.sourceLanguage = sourceLanguage
    self.targetLanguage = targetLanguage
  }

  /// Universal time; that of the variable `SOURCE_DATE_EPOCH` where it is set (reproducible-builds.org).
  private static func now() -> String {
    let fixed = getenv("SOURCE_DATE_EPOCH").flatMap { time_t(String(cString: $0)) }
    var seconds = fixed ?? time(nil)
    var parts = tm()
    var text = [CChar](repeating: 0, count: 64)
    guard gmtime_r(&seconds, &parts) != nil else { return "1970-01-01 00:00+0000" }
    let length = strftime(&text, text.count, "%Y-%m-%d %H:%M+0000", &parts)
    return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
