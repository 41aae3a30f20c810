/// The first message of a PO file, which translates the empty string: lines of `Field: value`.
struct POHeader {
  private var fields: [(name: String, value: String)]
  /// The file is in the encoding that the header names.
  var keepsCharset = false

  init(_ text: String) {
    fields = text.split(separator: "\n").map { line in
      let name = line.prefix { $0 != ":" }
      return (String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
    }
  }

  var text: String { fields.map { "\($0.name): \($0.value)\n" }.joined() }

  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  var pluralForms: PluralForms? { self["Plural-Forms"].flatMap { PluralForms(field: $0) } }

  /// nil where the header names none, or is a template.
  var charset: String? {
    guard let type = self["Content-Type"], let start = type.firstRange(of: "charset=") else { return nil }
    let name = type[start.upperBound...].prefix { $0 != ";" && $0 != " " }
    return name.isEmpty || name == "CHARSET" ? nil : String(name)
  }

  /// Gives values to fields that are empty, or still what xgettext puts there; others stay as they are.
  mutating func fill(_ options: DocumentOptions, hasPlurals: Bool) {
    fill("PO-Revision-Date", options.revisionDate, template: "YEAR-MO-DA HO:MI+ZONE")
    fill("Last-Translator", "Automatically generated", template: "FULL NAME <EMAIL@ADDRESS>")
    fill("Language-Team", "none", template: "LANGUAGE <LL@li.org>")
    fill("Language", options.targetLanguage.replacing("-", with: "_"), template: "")
    fill("MIME-Version", "1.0", template: "")
    fill("Content-Type", "text/plain; charset=UTF-8", template: "")
    fill("Content-Transfer-Encoding", "8bit", template: "ENCODING")
    if !keepsCharset, charset?.uppercased() != "UTF-8", charset?.uppercased() != "UTF8" {
      set("Content-Type", "text/plain; charset=UTF-8")
    }
    guard hasPlurals, pluralForms == nil else { return }
    set("Plural-Forms", PluralForms(language: options.targetLanguage).field)
  }

  private mutating func fill(_ name: String, _ value: String, template: String) {
    let old = self[name] ?? ""
    if old.isEmpty || old == template { set(name, value) }
  }

  private mutating func set(_ name: String, _ value: String) {
    if let index = fields.firstIndex(where: { $0.name == name }) {
      fields[index].value = value
    } else {
      fields.append((name, value))
    }
  }
}
