/// Samples of LaTeX, String Catalogs and Vue's single files.
extension Samples {
  static let latex = """
    \\documentclass{article} % not this
    \\usepackage[utf8]{inputenc}
    \\newcommand{\\product}[1]{Not #1}
    \\title{A title of it}
    \\author{Ada}
    \\begin{document}
    \\maketitle
    \\section{Where it begins}\\label{sec:a}
    The first \\emph{text} with $x^2$, see~\\cite{a} and ``quoted words''
    of it.

    A note\\footnote{It is short.} with 100\\% of \\$5 \\& more
    \\begin{itemize}
      \\item Number one
      \\item[A label] its text
    \\end{itemize}
    \\begin{figure}[ht]\\centering
      \\includegraphics[width=5cm]{a}
      \\caption{What is seen}
    \\end{figure}
    \\begin{verbatim}
    not this
    \\end{verbatim}
    \\begin{tabular}{l|l}
      Name & Words here \\\\ \\hline
      The second one & 5
    \\end{tabular}
    \\begin{equation} x = \\text{no} \\end{equation}
    \\end{document}
    Nothing here.

    """

  static let xcstrings = """
    {
      "sourceLanguage" : "en",
      "strings" : {
        "Key is text" : {
          "comment" : "Not this"
        },
        "done" : {
          "localizations" : {
            "de" : { "stringUnit" : { "state" : "translated", "value" : "Schon da" } },
            "en" : { "stringUnit" : { "state" : "translated", "value" : "Done already" } }
          }
        },
        "found" : {
          "localizations" : {
            "en" : {
              "variations" : {
                "plural" : {
                  "one" : { "stringUnit" : { "state" : "translated", "value" : "%lld file was found" } },
                  "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld files were found" } }
                }
              }
            }
          }
        },
        "greeting" : {
          "localizations" : {
            "en" : {
              "stringUnit" : {
                "state" : "translated",
                "value" : "Hello there"
              }
            }
          }
        },
        "off" : { "shouldTranslate" : false, "localizations" : { "en" : { "stringUnit" : { "value" : "Not this" } } } },
        "tap" : {
          "localizations" : {
            "en" : {
              "stringUnit" : { "state" : "translated", "value" : "Tap %#@n@ here" },
              "substitutions" : {
                "n" : {
                  "argNum" : 1,
                  "formatSpecifier" : "lld",
                  "variations" : {
                    "plural" : {
                      "one" : { "stringUnit" : { "state" : "translated", "value" : "%arg time" } },
                      "other" : { "stringUnit" : { "state" : "translated", "value" : "%arg times" } }
                    }
                  }
                }
              }
            }
          }
        }
      },
      "version" : "1.0"
    }

    """

  static let vue = """
    <template>
      <div :class="{ a: b > c }" @click="go('not this')">
        <p v-if="a < b">Hello {{ name }}, how are you?</p>
        <input placeholder="Your name" :title="title">
        <my-table><template #head><my-column label="The first column" prop="first_one" /></template></my-table>
        <button>Save it</button>
      </div>
    </template>

    <script>
    export default { name: 'Not this' }
    </script>

    <i18n>
    {
      "en": { "open": "Open the file" }
    }
    </i18n>

    <style scoped>
    p::before { content: 'not this' }
    </style>

    """
}
