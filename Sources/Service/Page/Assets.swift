/// The files of `Page/Files`, which the build puts into the program.
package enum Assets {
  static let html = text(PackageResources.page_html)
  static let css = text(PackageResources.page_css)
  /// By name.
  package static let scripts = [
    "page.js": text(PackageResources.page_js), "words.js": text(PackageResources.words_js),
    "service.js": text(PackageResources.service_js), "documents.js": text(PackageResources.documents_js),
  ]
  static let icon = text(PackageResources.icon_svg)
  package static let openAPI = text(PackageResources.openapi_json)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
