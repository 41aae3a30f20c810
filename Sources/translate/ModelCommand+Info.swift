import ArgumentParser
import Transformer
import Translation

/// `translate model info`
struct ModelInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Print what a model is: languages, sizes, files and how it was made.")

  @OptionGroup var source: ModelArgument

  func run() throws {
    let directory = try ModelDirectory(path: source.directory())
    let description = directory.description
    for (name, value) in try facts(directory) { print("\(pad(name))\(value)") }
    for (name, stamp) in description.files.sorted(by: { $0.key < $1.key }) {
      print("\(pad("file"))\(name), \(stamp.bytes) bytes, XXH3 \(stamp.xxh3)")
    }
    for (name, text) in description.notes.sorted(by: { $0.key < $1.key }) { print("\(pad("note"))\(name): \(text)") }
  }

  private func facts(_ directory: ModelDirectory) throws -> [(String, String)] {
    let description = directory.description
    let c = description.configuration
    let types = Set(try directory.weights().tensors.values.map(\.dtype.rawValue)).sorted()
    return [
      ("directory", directory.path),
      ("languages", "\(description.sourceLanguage) to \(description.targetLanguage)"),
      ("layers", "\(c.encoderLayers) in the encoder, \(c.decoderLayers) in the decoder"),
      ("width", "\(c.dim), feed-forward \(c.feedForward), \(c.heads) heads"),
      ("form", "\(c.normalization.rawValue)-norm, \(c.activation.rawValue), positions as \(positions(c))"),
      ("vocabulary", "\(c.vocabularySize) pieces"),
      ("parameters", "\(ParameterLayout(c).parameters.reduce(0) { $0 + $1.count })"),
      ("weights", types.joined(separator: ", ")),
      ("placeholders", description.placeholders == true ? "known" : "not known"),
      ("automatic beam", description.adaptiveBeam.map { "\(Beam.pruned($0))" } ?? "not measured"),
      ("longest sentence", "\(description.maximumLength) pieces"),
    ]
  }

  private func positions(_ c: TransformerConfiguration) -> String {
    switch c.positionSpacing {
    case .marian: "in Marian"
    case .published: "published"
    case .interleaved: "published, sines and cosines in turn"
    }
  }

  private func pad(_ name: String) -> String {
    name + String(repeating: " ", count: max(1, 18 - name.utf8.count))
  }
}
