// Lines in, lines out: a filter in five lines.  echo 'Where is the file?' | swift run filter
import Translation

let lines = AsyncStream { readLine() }
let translator = try Translator(model: .named("en-de"))
for try await line in translator.translations(of: lines) { print(line.text) }
