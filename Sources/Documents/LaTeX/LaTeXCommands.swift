/// What the commands and environments of LaTeX mean for a translator. What is in none of these sets is part of its
/// sentence, with its arguments, and is not translated.
enum LaTeXCommands {
  private static func set(_ names: String) -> Set<String> {
    Set(names.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// Their last argument is a text of its own.
  static let titles = set(
    """
    part chapter section subsection subsubsection paragraph subparagraph title subtitle caption frametitle framesubtitle
    addchap addsec minisec subcaption captionof
    """)

  /// Their last argument is part of the sentence around them.
  static let inline = set(
    """
    textbf emph textit textsl textsc textsf textrm textup textmd textnormal underline uline mbox enquote textcolor href
    hyperref alert uwave sout text textquote textsuperscript textsubscript MakeUppercase textlf colorbox hl strong
    """)

  /// Their argument is a text of its own, which stands within a sentence.
  static let asides = set("footnote footnotetext marginpar thanks todo sidenote marginnote")

  /// They say nothing, but do not end a sentence.
  static let silent = set(
    """
    label index phantomsection protect relax nobreak leavevmode ignorespaces bfseries mdseries itshape slshape scshape
    upshape rmfamily sffamily ttfamily normalfont em bf it sl sc rm sf tt tiny scriptsize footnotesize small normalsize
    large Large LARGE huge Huge color boldmath selectfont glossary nopagebreak allowbreak xspace
    """)

  /// They begin and end texts, and their arguments are none.
  static let breaks = set(
    """
    par newpage clearpage cleardoublepage maketitle tableofcontents listoffigures listoftables noindent indent centering
    raggedright raggedleft bigskip medskip smallskip vspace hline toprule midrule bottomrule cline cmidrule include input
    bibliography bibliographystyle printbibliography printindex appendix frontmatter mainmatter backmatter pagestyle
    thispagestyle pagenumbering setlength addtolength setcounter addtocounter documentclass usepackage RequirePackage
    hypersetup author date institute includegraphics addcontentsline addtocontents newline linebreak pagebreak
    newcommand renewcommand providecommand newenvironment renewenvironment newtheorem DeclareMathOperator def let gdef
    edef xdef newcounter newlength newif makeatletter makeatother catcode setbeamertemplate usetheme lstset lstinputlisting
    verbatiminput inputminted tikzset usetikzlibrary newsavebox sbox pause vfill hfill vskip hskip parskip parindent
    graphicspath DeclareRobustCommand NewDocumentCommand AtBeginDocument settowidth bibitem maketitlepage sloppy fussy
    onecolumn twocolumn and MakeShortVerb DeleteShortVerb tabularnewline endhead endfoot endfirsthead endlastfoot
    """)

  /// Of these all arguments are taken, though space stands between them.
  static let definitions = set(
    """
    newcommand renewcommand providecommand newenvironment renewenvironment DeclareMathOperator NewDocumentCommand
    DeclareRobustCommand def gdef edef xdef let newtheorem
    """)

  /// Commands that are letters.
  static let letters: [String: String] = [
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ",
  ]

  /// Accents as characters that combine.
  static let accents: [UInt8: String] = [
    UInt8(ascii: "\""): "\u{308}", UInt8(ascii: "'"): "\u{301}", UInt8(ascii: "`"): "\u{300}",
    UInt8(ascii: "^"): "\u{302}", UInt8(ascii: "~"): "\u{303}", UInt8(ascii: "="): "\u{304}",
    UInt8(ascii: "."): "\u{307}",
  ]

  /// Environments whose content is no text.
  static let verbatim = set(
    """
    verbatim Verbatim BVerbatim LVerbatim SaveVerbatim lstlisting minted comment alltt tikzpicture pgfpicture picture
    equation align alignat flalign gather multline eqnarray displaymath math filecontents algorithm algorithmic
    thebibliography asy gnuplot semiverbatim dmath array luacode LTXexample Sinput Soutput Schunk listing tikzcd circuitikz
    subequations split aligned cases matrix pmatrix bmatrix smallmatrix forest axis code spec
    """)

  /// Environments whose arguments in braces are titles.
  static let titledEnvironments = set("frame block alertblock exampleblock")
}
