// A model from text, in seconds: it learns to write words backwards.
import Foundation
import Subwords
import Training
import Translation

let directory = FileManager.default.temporaryDirectory.appendingPathComponent("toy-\(UUID().uuidString)").path
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: directory) }

// Parallel text: line N of one file translates line N of the other.
let words = ["star", "live", "part", "loop", "stop", "tab", "ten", "war", "now", "saw", "net", "mug"]
let source: [String] = (0..<600).map { n in
  let chosen: [String] = [words[n % 12], words[n * 7 % 12], words[n * 5 / 3 % 12]]
  return chosen.joined(separator: " ")
}
let target: [String] = source.map { line in
  line.split(separator: " ").map { String($0.reversed()) }.joined(separator: " ")
}
try source.joined(separator: "\n").write(toFile: "\(directory)/train.a", atomically: true, encoding: .utf8)
try target.joined(separator: "\n").write(toFile: "\(directory)/train.b", atomically: true, encoding: .utf8)

// Subwords, learnt from both sides.
let counter = try WordCounter(pretokenized: false)
for line in source + target { counter.add(line) }
var learner = try BPELearner(counter, options: BPELearner.Options(size: .merges(60)))
let learnt = try learner.learn()
try SubwordModel(codes: learnt.codes, vocabulary: learnt.vocabulary).write(to: "\(directory)/vocab")

// Training.
var options = TrainingOptions(
  trainSets: ["\(directory)/train.a", "\(directory)/train.b"], vocab: "\(directory)/vocab", model: "\(directory)/run")
(options.dim, options.feedForward, options.heads) = (64, 128, 4)
(options.encoderLayers, options.decoderLayers) = (2, 1)
options.afterUpdates = 300
options.learnRate = 0.003
options.lrWarmup = 50
options.miniBatchTokens = 600
let trainer = try Trainer(options) { event in
  if let loss = event.loss { print("update \(event.update): loss \(loss)") }
}
_ = try trainer.run()

let translator = try Translator(model: .directory("\(directory)/run/last"))
for text in ["star live part", "stop ten war"] { print(text, "→", try translator.translate(text).text) }
