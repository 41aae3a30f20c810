// Many texts at once, with scores, alternatives and warnings.
import Translation

let texts = [
  "The file could not be opened.", "Do you want to save %d changes before closing <b>{name}</b>?",
  "Restart the computer. Then try again.",
]
var options = Translator.Options()
options.alternatives = 3
options.returnsAlignment = true
let translator = try Translator(model: .named("en-de"), options: options)
for translation in try translator.translate(texts) {
  print("\(translation.source)\n  \(translation.text)  (score \(translation.score))")
  for alternative in translation.alternatives.dropFirst() { print("  or: \(alternative.text)") }
  for sentence in translation.sentences {
    let links = sentence.hypotheses[0].alignment.map { link in
      "\(sentence.sourceTokens[link.source])→\(sentence.hypotheses[0].tokens[link.target])"
    }
    print("    \(links.joined(separator: " "))")
  }
  if !translation.warnings.isEmpty { print("  doubtful: \(translation.warnings.map(\.rawValue))") }
}
