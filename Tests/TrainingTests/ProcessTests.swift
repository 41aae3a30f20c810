import Basics
import Foundation
import Testing
import Training

/// What happens to a run when its process is killed, interrupted, or may not write.
@Suite(.enabled(if: TrainProcess.executable != nil, "needs the built program beside the tests"))
struct ProcessTests {
  private func start(_ corpus: MadeUpCorpus, _ options: TrainingOptions, limit: String? = nil) throws -> TrainProcess {
    try corpus.write(options.yaml, to: "run.yaml")
    return try TrainProcess(
      ["train", "--config", "\(corpus.directory)/run.yaml"], limit: limit, errors: "\(corpus.directory)/errors")
  }

  private func options(_ corpus: MadeUpCorpus, updates: Int) -> TrainingOptions {
    var options = corpus.options("run")
    options.afterUpdates = updates
    options.saveFrequency = 5
    options.displayFrequency = 1
    return options
  }

  private func checkpointUpdate(_ options: TrainingOptions) -> Int {
    (try? Checkpoint.readState("\(options.model)/checkpoint.safetensors").update) ?? 0
  }

  @Test func killedRunLosesWorkSinceTheCheckpointOnly() throws {
    let corpus = try MadeUpCorpus()
    var options = options(corpus, updates: 150)
    var generator = SplitMix64(seed: 4)
    for _ in 0..<6 {
      let before = checkpointUpdate(options)
      let run = try start(corpus, options)
      usleep(UInt32.random(in: 20_000...400_000, using: &generator))
      kill(run.process.processIdentifier, SIGKILL)
      _ = run.finish()
      let after = checkpointUpdate(options)
      let log = (try? TrainingHistory(directory: options.model).events.map(\.update).max()) ?? 0
      #expect(after >= before && after % 5 == 0)
      #expect(log - after <= 5, "update \(log) was done, the checkpoint is of \(after)")
    }
    #expect(try start(corpus, options).finish().status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: options.model)
    #expect(!names.contains { $0.hasSuffix(".part") })

    options.model = "\(corpus.directory)/whole"
    _ = try Trainer(options).run()
    #expect(
      try Checkpoint.Numbers("\(corpus.directory)/run") == Checkpoint.Numbers("\(corpus.directory)/whole"))
  }

  @Test(arguments: [SIGINT, SIGTERM]) func signalsStopAtACheckpoint(number: Int32) throws {
    let corpus = try MadeUpCorpus()
    var options = options(corpus, updates: 0)
    options.saveFrequency = 1_000_000
    let run = try start(corpus, options)
    while (try? TrainingHistory(directory: options.model))?.events.last?.event != "train" { usleep(10_000) }
    kill(run.process.processIdentifier, number)
    let (status, message) = run.finish()
    #expect(status == 128 + number)
    #expect(message.contains("the same command goes on"))
    let last = try TrainingHistory(directory: options.model).events.last
    #expect(last?.event == "stop" && last?.update == checkpointUpdate(options))
  }

  @Test func fullDiskLeavesTheLastCheckpoint() throws {
    let corpus = try MadeUpCorpus()
    #expect(try start(corpus, options(corpus, updates: 10)).finish().status == 0)
    let before = try corpus.read("run/checkpoint.safetensors")
    let (status, message) = try start(corpus, options(corpus, updates: 20), limit: "ulimit -f 24").finish()
    #expect(status == 1)
    #expect(message.contains("cannot be written") && message.contains("checkpoint.safetensors"))
    #expect(try corpus.read("run/checkpoint.safetensors") == before)
    #expect(try start(corpus, options(corpus, updates: 20)).finish().status == 0)
  }

  @Test func everySettingIsAnOption() throws {
    let corpus = try MadeUpCorpus(pairs: 5)
    let help = try TrainProcess(
      ["train", "run", "--help"], limit: "exec > \(corpus.directory)/help", errors: "\(corpus.directory)/errors")
    #expect(help.finish().status == 0)
    let text = String(decoding: try corpus.read("help"), as: UTF8.self)
    for key in TrainingKey.all { #expect(text.contains("--\(key.name) "), "\(key.name)") }
  }
}
