// Scores of translations, equal to sacreBLEU's.
import Evaluation

let hypotheses = ["The cat sat on the mat.", "It is raining today."]
let references = ["The cat is sitting on the mat.", "Today it is raining."]
print("BLEU", try BLEU().score(hypotheses, against: references).value)
print("chrF", try ChrF().score(hypotheses, against: references).value)
print("TER ", try TER().score(hypotheses, against: references).value)
