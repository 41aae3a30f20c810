import Evaluation
import FoundationEssentials
import Testing

/// Every option on every synthetic set prints what sacreBLEU prints.
@Suite struct GoldenTests {
  @Test(arguments: Golden.sets) func set(_ name: String) throws {
    let cases = try GoldenCase.load("cases-\(name).json")
    #expect(cases.count >= 100)
    for golden in cases { try check(golden, folder: Golden.folder.path) }
  }

  @Test func otherInputs() throws {
    for golden in try GoldenCase.load("cases-other.json") where golden.stdin == nil && golden.environment == nil {
      try check(golden, folder: Golden.folder.path)
    }
  }

  /// Real systems for three languages, where they are at hand.
  @Test(.enabled(if: SharedData.folder != nil, "../shared/scoring is not there: no real systems to compare"))
  func corpora() throws {
    let folder = try #require(SharedData.folder)
    for golden in try GoldenCase.load("corpora.json") { try check(golden, folder: folder) }
  }

  @Test func variableReferences() throws {
    struct Case: Decodable {
      let metric: String
      let hypotheses: [String]
      let references: [[String?]]
      let score: Double
      let signature: String
    }
    for golden in try Golden.decode([Case].self, "variable.json") {
      let corpus = try Corpus(
        hypotheses: Segments(golden.hypotheses), references: golden.references.map { Segments(optional: $0) })
      let metrics: [any Metric] = [BLEU(), ChrF(.plusPlus), TER()]
      let metric = try #require(metrics.first { $0.name == golden.metric })
      #expect(metric.value(of: metric.statisticsTable(of: corpus)) == golden.score)
      let signature = metric.signature(of: corpus).formatted()
      #expect(signature == golden.signature.replacing("2.6.0", with: Signature.version))
    }
  }

  private func check(_ golden: GoldenCase, folder: String) throws {
    let request = try RequestParsing.request(golden.arguments)
    let output = try ScoreRun.output(request, folder: folder)
    if let checksum = golden.checksum {
      #expect(Golden.checksum(output) == checksum, "\(golden.arguments)")
    } else {
      let expected = try #require(golden.expected)
      #expect(
        Golden.withoutExplanation(output) == Golden.withoutExplanation(expected), "\(golden.arguments)")
    }
  }
}

/// Data beside the package that is not part of it.
enum SharedData {
  static let folder: String? = {
    let folder = Golden.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "shared").path
    let references = ["eval/en-de/flores101-dev.de", "scoring/en-uk/flores-dev.uk", "scoring/en-ja/flores-dev.ja"]
    let areThere = references.allSatisfy { FileManager.default.isReadableFile(atPath: "\(folder)/\($0)") }
    return areThere ? folder : nil
  }()
}
