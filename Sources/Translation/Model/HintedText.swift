import Subwords
import Terminology

extension [SubwordPart] {
  /// `text` with hints in it as ``ControlToken`` describes, for the model or for its training.
  ///
  /// The space in front of a hinted word goes with the word, behind the token: pieces are cut as without hints.
  ///
  /// - Parameters:
  ///   - hints: in order of their places, which do not overlap.
  ///   - parts: what text without hints is made of.
  package init(_ text: String, hints: [Hint], parts: (String) -> [SubwordPart]) {
    self = []
    var end = text.startIndex
    for hint in hints {
      let before = text[end..<hint.range.lowerBound]
      let hasSpace = before.last == " "
      self += parts(String(hasSpace ? before.dropLast() : before))
      append((hint.kind == .term ? ControlToken.term : .suggestion).part)
      let isFirst = hint.range.lowerBound == text.startIndex
      self += parts((hasSpace || isFirst ? " " : "") + text[hint.range])
      for translation in hint.translations { self += [ControlToken.alternative.part, .text(" " + translation)] }
      append(ControlToken.close.part)
      end = hint.range.upperBound
    }
    self += parts(String(text[end...]))
  }
}
