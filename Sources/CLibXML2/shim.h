// Debian 12 builds libxml2 with ICU, whose headers clash with the ICU inside Foundation wherever both are imported.
// Nothing here uses that part of libxml2 (the converter fields of xmlCharEncodingHandler), so its headers stay out.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>
