// What a client of this room needs the names of, wherever it lives.
@_exported import struct Decoding.SamplingOptions
@_exported import enum Decoding.SearchError
@_exported import enum Subwords.SubwordError
@_exported import class Terminology.Glossary
@_exported import struct Terminology.Term
@_exported import struct Text.LanguagePair
@_exported import enum Transformer.ModelError
@_exported import enum Transformer.WeightPrecision
