/// Samples of documentation: light markup and XML.
extension Samples {
  static let rst = """
    A title of the page
    ===================

    A paragraph with *emphasis*, ``code here`` and a `link <https://example.org>`_, which is
    wrapped by hand and has a |name| in it.

    .. note:: The first line of a note
       goes on here.

    .. code-block:: python

       print("stays")

    * An item
    * Another one, see :ref:`the place`

    Term
        Its definition.

    """

  static let notebook = """
    {
     "cells": [
      {"cell_type": "markdown", "metadata": {}, "source": ["# A heading\\n", "\\n", "Some *words* here."]},
      {"cell_type": "code", "metadata": {}, "source": ["print('stays')"]}
     ],
     "metadata": {}, "nbformat": 4, "nbformat_minor": 5
    }

    """

  static let asciidoc = """
    = A title of the page
    Ada Lovelace
    :toc: left

    A paragraph with *bold words*, `code here`, a link:page.html[link to it] and an {attribute}, which
    is wrapped by hand. See <<there,the other part>> for _more_ of it.footnote:[Or not.]

    .A title of a block
    [source,ruby]
    ----
    puts "stays"
    ----

    == A section

    NOTE: Mind the gap.

    * An item that goes on
    in a second line
    ** [ ] A task
    . A step

    Term:: Its definition.

    ====
    An example with a break, +
    and more.
    ====

    |===
    |Name |2+^|What it is

    |`one` |The first of them
    |===

    include::part.adoc[]

    Old title
    ---------

     literal text

    """

  static let docbook = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "docbookx.dtd" [
      <!ENTITY product "<application>It</application>"> <!-- isn't "quoted" -->
    ]>
    <article lang="en"><title>A title &amp; more</title>
      <articleinfo><author><firstname>Ada</firstname></author><pubdate>today</pubdate></articleinfo>
      <style>Not raw &lt;text&gt; here</style>
      <para>Start &product; with <command>ls -l</command> in a <emphasis>new</emphasis> window<footnote><para>Or in
        an old one.</para></footnote>, and see <xref linkend="there"/>.</para>
      <para>Choose <menuchoice><guimenu>File</guimenu><guimenuitem>Open</guimenuitem></menuchoice> &mdash; and wait.
        <itemizedlist><listitem><para>An item</para></listitem></itemizedlist> The rest.</para>
      <programlisting>print "stays"</programlisting>
      <variablelist><varlistentry><term>A term</term><listitem><para>What it is.</para></listitem></varlistentry></variablelist>
    </article>

    """

  static let dita = """
    <?xml version="1.0" encoding="utf-8"?>
    <!DOCTYPE task PUBLIC "-//OASIS//DTD DITA Task//EN" "task.dtd">
    <task id="t"><title>Install the server</title><shortdesc>How it is done.</shortdesc>
      <prolog><author>Ada</author></prolog>
      <taskbody><steps><step><cmd>Open <uicontrol>Settings</uicontrol> and type <userinput>go on</userinput>.</cmd>
        <info><p translate="no">Not this</p><image href="a.png"><alt>A picture</alt></image></info></step></steps>
        <result><codeblock>stays</codeblock><p>It runs<fn>Or so it says.</fn> at last.</p></result></taskbody>
      <related-links><topicref href="b.dita" navtitle="The next step"/></related-links></task>

    """
}
