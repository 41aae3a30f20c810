/// Which Markdown a file is in. Constructs that cannot be mistaken are known in all but CommonMark itself.
public enum MarkdownFlavour: String, CaseIterable, Sendable {
  case gfm, commonmark, mkdocs, hugo, docusaurus, mdx, kramdown
}
