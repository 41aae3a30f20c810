import ArgumentParser
import Evaluation
import Foundation
import Memory

/// `translate report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Tell what people have made of translations.",
    subcommands: [CorrectionsReportCommand.self])
}

/// `translate report corrections`
struct CorrectionsReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corrections",
    abstract: "How far corrections are from what was corrected: by month, by file, by word.",
    discussion: """
      Of the corrections of which the memory knows what was corrected ('translate correct --ours', or a table's third \
      column). TER is the share of words that had to be changed, chrF how alike the two are, from 0 to 100.
      """)

  @OptionGroup var file: PastFileOption
  @Option(help: "How many words to list that are corrected most.") var words = 20

  func run() throws {
    var groups: [CorrectionGroup] = []
    var all = CorrectionGroup(title: "all")
    var changes = WordChanges()
    var filter = PastStore.Filter()
    filter.kind(.correction)
    try file.open().forEach(filter) { unit in
      guard let output = unit.output else { return }
      all.add(output, unit.target)
      for title in [Self.month(of: unit.created), unit.origin] {
        let place = groups.firstIndex { $0.title == title } ?? groups.endIndex
        if place == groups.endIndex { groups.append(CorrectionGroup(title: title)) }
        groups[place].add(output, unit.target)
      }
      changes.add(output, unit.target)
    }
    guard all.count > 0 else {
      throw ValidationError("there are no corrections of which it is known what was corrected")
    }
    print("what", "corrections", "words", "changed", "TER", "chrF", separator: "\t")
    for group in [all] + groups.sorted(by: { $0.title < $1.title }) { print(try group.row) }
    print("\nfrom", "to", "times", separator: "\t")
    for change in changes.most(words) { print(change.from, change.to, change.count, separator: "\t") }
  }

  private static func month(of seconds: Int64) -> String {
    var (seconds, parts) = (time_t(seconds), tm())
    gmtime_r(&seconds, &parts)
    return "\(parts.tm_year + 1900)-\(parts.tm_mon < 9 ? "0" : "")\(parts.tm_mon + 1)"
  }
}

/// Corrections that are looked at together.
private struct CorrectionGroup {
  let title: String
  private var outputs: [String] = []
  private var corrections: [String] = []

  init(title: String) { self.title = title }

  var count: Int { outputs.count }

  mutating func add(_ output: String, _ correction: String) {
    outputs.append(output)
    corrections.append(correction)
  }

  var row: String {
    get throws {
      let ter = try TER().score(outputs, against: corrections)
      let chrF = try ChrF().score(outputs, against: corrections)
      return [
        title, "\(count)", "\(Int(ter.referenceLength))", "\(Int(ter.edits))", Self.decimal(ter.value),
        Self.decimal(chrF.value),
      ].joined(separator: "\t")
    }
  }

  private static func decimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}

/// Which words became which.
private struct WordChanges {
  private var counts: [String: (from: String, to: String, count: Int)] = [:]

  mutating func add(_ output: String, _ correction: String) {
    let difference = WordDifference(output, correction)
    func changed(_ words: [WordDifference.Word]) -> String {
      words.filter { !$0.isCommon }.map { String($0.text) }.joined(separator: " ")
    }
    let (from, to) = (changed(difference.left), changed(difference.right))
    // Whole sentences say nothing about words.
    guard from.split(separator: " ").count <= 3, to.split(separator: " ").count <= 3, from != to else { return }
    counts["\(from)\t\(to)", default: (from, to, 0)].count += 1
  }

  func most(_ limit: Int) -> [(from: String, to: String, count: Int)] {
    Array(counts.values.sorted { ($0.count, $1.from, $1.to) > ($1.count, $0.from, $0.to) }.prefix(limit))
  }
}
