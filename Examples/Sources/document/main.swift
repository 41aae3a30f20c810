// A document: what is not text stays as it is.
import Documents
import Translation

let source = """
  # Installation

  Run `make install`. The **program** needs [a model](models.md).

      $ make install

  """
let translator = try Translator(model: .named("en-de"))
let document = try Document(Array(source.utf8), format: .markdown, from: "en", to: "de")
let bytes = try document.translated { try translator.translate($0) }
print(String(decoding: bytes, as: UTF8.self))
