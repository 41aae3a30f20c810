/// How the page looks, in light and in dark surroundings.
package enum PageStyle {
  package static let css = """
    :root{color-scheme:light dark;--paper:#f7f7f5;--card:#fff;--ink:#1d1f23;--soft:#636872;--line:#dfe0dc;\
    --extra:#fbdcc4;--missing:#d3e4fb;--s0:#2f6fd0;--s1:#d9730d;--s2:#268a63;--s3:#9350bd;--s4:#c23b5a;--s5:#7a6a2f}
    @media (prefers-color-scheme:dark){:root{--paper:#16181c;--card:#1f2227;--ink:#e6e7ea;--soft:#9aa0ab;\
    --line:#353a42;--extra:#6a3d1c;--missing:#1f4270;--s0:#6ea3f2;--s1:#f0994a;--s2:#55bd92;--s3:#c08be0;\
    --s4:#ee7d96;--s5:#c4b266}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
    header,main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
    header{padding-top:2rem}h1{font-size:1.7rem;margin:0}header p,footer,.note,small{color:var(--soft)}
    section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.25rem 1.25rem;\
    margin:1.25rem 0}
    h2{font-size:1.15rem;margin:.1rem 0 .6rem}h3{font-size:1rem;margin:1.2rem 0 .4rem}
    h2,h3,th,code,figcaption{overflow-wrap:anywhere}
    .note{margin:.2rem 0 .8rem;font-size:.9rem}.scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{padding:.5rem .7rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
    thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.85rem}tbody th{font-weight:500;min-width:9rem}
    .score{font-size:1.35rem}.scores td small{display:block;white-space:nowrap}.best{font-weight:700}
    .bar{display:block;height:.4rem;background:var(--line);border-radius:.2rem;overflow:hidden;margin:.25rem 0;\
    min-width:5rem}
    .bar i{display:block;height:100%}.middle{background:linear-gradient(90deg,var(--line) 49.5%,var(--soft) 49.5% \
    50.5%,var(--line) 50.5%)}
    .key{display:inline-block;width:.7rem;height:.7rem;border-radius:.2rem;margin:0 .45rem 0 .2rem}
    .legend{margin-left:.8rem;font-size:.85rem}
    .s0{background:var(--s0);fill:var(--s0)}.s1{background:var(--s1);fill:var(--s1)}
    .s2{background:var(--s2);fill:var(--s2)}.s3{background:var(--s3);fill:var(--s3)}
    .s4{background:var(--s4);fill:var(--s4)}.s5{background:var(--s5);fill:var(--s5)}
    .signatures{list-style:none;margin:1rem 0 0;padding:0;font-size:.82rem;color:var(--soft)}
    figure{margin:0 0 1.2rem}svg{display:block;width:100%;height:auto}.grid{stroke:var(--line)}
    .tick{fill:var(--soft);font-size:11px}
    article{border:1px solid var(--line);border-radius:.5rem;margin:.6rem 0;padding:.3rem .8rem .5rem}
    .number{color:var(--soft);font-size:.78rem}
    .row{display:grid;grid-template-columns:minmax(5rem,11rem) 1fr 3.2rem;gap:.8rem;padding:.15rem 0}
    .who{color:var(--soft);font-size:.82rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;direction:ltr}
    .text{overflow-wrap:anywhere}.value{text-align:right;font-variant-numeric:tabular-nums}
    mark{color:inherit;border-radius:.2rem;padding:0 .12em}.extra{background:var(--extra)}
    .missing{background:var(--missing);text-decoration:underline dotted}
    footer{padding-bottom:2rem;font-size:.82rem}
    @media (max-width:40rem){.row{grid-template-columns:1fr 3rem}.who{grid-column:1/-1}}
    """
}
