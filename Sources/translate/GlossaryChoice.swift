import Corpora
import Terminology
import Text
import Translation

extension Glossary {
  /// The glossary in a file, a table or, by its name, TBX.
  ///
  /// - Throws: ``GlossaryError`` or ``CorpusError``, naming the file.
  convenience init(file: String, for translator: any SegmentTranslator) throws {
    let source = translator.sourceLocale
    guard file.lowercased().hasSuffix(".tbx") else {
      self.init(try GlossaryFile.terms(in: file), sourceLanguage: source)
      return
    }
    let languages = LanguagePair(source: source, target: translator.targetLocale)
    self.init(try TBXFile(languages: languages).terms(path: file), sourceLanguage: source)
  }
}
