<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Alternatives</name>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
</context>
<context>
    <name>CashChart</name>
    <message>
        <source>overtakes</source>
        <translation>反超</translation>
    </message>
    <message>
        <source>Nothing is paid</source>
        <translation>没有支出</translation>
    </message>
</context>
<context>
    <name>ChartCanvas</name>
    <message>
        <source>&amp;Reset zoom</source>
        <translation>重置缩放(&amp;R)</translation>
    </message>
    <message>
        <source> (dashed: baseline)</source>
        <translation> （虚线：基准）</translation>
    </message>
    <message>
        <source>total: %1</source>
        <translation>合计：%1</translation>
    </message>
    <message>
        <source>baseline: %1</source>
        <translation>基准：%1</translation>
    </message>
    <message>
        <source>&amp;Lever on its price</source>
        <translation>为其价格设置调节杆(&amp;L)</translation>
    </message>
    <message>
        <source> (without zero)</source>
        <translation> （不含零点）</translation>
    </message>
    <message>
        <source>total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>raises it</source>
        <translation>使其升高</translation>
    </message>
    <message>
        <source>lowers it</source>
        <translation>使其降低</translation>
    </message>
    <message>
        <source>%1: %2 %3
from %4 to %5</source>
        <translation>%1：%2 %3
从 %4 到 %5</translation>
    </message>
</context>
<context>
    <name>ChartPage</name>
    <message>
        <source>Export chart…</source>
        <translation>导出图表…</translation>
    </message>
    <message>
        <source>As PNG, SVG or PDF</source>
        <translation>PNG、SVG 或 PDF 格式</translation>
    </message>
    <message>
        <source>Values of the chart</source>
        <translation>图表的数值</translation>
    </message>
    <message>
        <source>Ledger lines behind a bar</source>
        <translation>柱形背后的账目行</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Ledger lines</source>
        <translation>账目行</translation>
    </message>
    <message>
        <source>Click a bar for the lines of the ledger that it sums</source>
        <translation>点击柱形可查看其汇总的账目行</translation>
    </message>
    <message>
        <source>Ledger lines: %1</source>
        <translation>账目行：%1</translation>
    </message>
    <message>
        <source>Ledger lines: %1, %2</source>
        <translation>账目行：%1，%2</translation>
    </message>
    <message>
        <source>Values and ledger lines</source>
        <translation>数值与分类账行</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Figures beside the baseline</source>
        <translation>与基准并列的数值</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Bridge and cash</source>
        <translation>分解图与现金</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Compared with what</source>
        <translation>与何者比较</translation>
    </message>
    <message>
        <source>Variants and files</source>
        <translation>变体与文件</translation>
    </message>
    <message>
        <source>Pinned baseline</source>
        <translation>固定的基准</translation>
    </message>
    <message>
        <source>Metric of the bridge</source>
        <translation>分解图的指标</translation>
    </message>
    <message>
        <source>Shapley</source>
        <translation>Shapley</translation>
    </message>
    <message>
        <source>The mean over every order in which the inputs could be changed, instead of the scenario&apos;s order</source>
        <translation>对所有输入更改顺序取平均，而不是按场景中的顺序</translation>
    </message>
    <message>
        <source>Make the bridge</source>
        <translation>生成分解图</translation>
    </message>
    <message>
        <source>Which changed input makes how much of the difference</source>
        <translation>哪个被更改的输入造成了多少差异</translation>
    </message>
    <message>
        <source>Inputs of the bridge</source>
        <translation>分解图的输入</translation>
    </message>
    <message>
        <source>Ledger lines of the bridge</source>
        <translation>分解图的账目行</translation>
    </message>
    <message>
        <source>Bridge</source>
        <translation>分解图</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Ledger lines</source>
        <translation>账目行</translation>
    </message>
    <message>
        <source>Cash paid so far</source>
        <translation>累计已付现金</translation>
    </message>
    <message>
        <source>Click a bar of the bridge, or a figure above, for its lines</source>
        <translation>点击分解图的柱形或上方的数值可查看其账目行</translation>
    </message>
    <message>
        <source>Nothing is pinned: Run &gt; Pin as baseline (Ctrl+B) keeps these results, and what follows is compared with them.</source>
        <translation>尚未固定基准：“运行 &gt; 固定为基准”（Ctrl+B）会保留当前结果，之后的结果都与它比较。</translation>
    </message>
    <message>
        <source>Making the bridge…</source>
        <translation>正在生成分解图…</translation>
    </message>
    <message>
        <source>No input differs</source>
        <translation>没有输入不同</translation>
    </message>
    <message>
        <source>1 input</source>
        <translation>1 个输入</translation>
    </message>
    <message>
        <source>%1 inputs</source>
        <translation>%1 个输入</translation>
    </message>
    <message>
        <source>Make the bridge shows what each changed input makes of the difference</source>
        <translation>“生成分解图”会显示每个被更改的输入对差异的贡献</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Ledger lines: %1</source>
        <translation>账目行：%1</translation>
    </message>
    <message>
        <source>cash paid so far</source>
        <translation>迄今已付现金</translation>
    </message>
    <message>
        <source>baseline and now</source>
        <translation>基准与当前</translation>
    </message>
    <message>
        <source>from the baseline to now</source>
        <translation>从基准到当前</translation>
    </message>
    <message>
        <source>There is no chart yet: pin a baseline, change something and make the bridge</source>
        <translation>还没有图表：请先固定基准、修改某项，再生成分解图</translation>
    </message>
</context>
<context>
    <name>Deck</name>
    <message>
        <source>Which chart is seen</source>
        <translation>显示哪个图表</translation>
    </message>
</context>
<context>
    <name>DiskNotice</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>此处</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘上</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新载入</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>%1 was removed by another program.</source>
        <translation>%1 已被其他程序删除。</translation>
    </message>
    <message>
        <source>%1 was changed by another program.</source>
        <translation>%1 已被其他程序更改。</translation>
    </message>
    <message>
        <source>Lose the unsaved changes to %1?</source>
        <translation>放弃对 %1 的未保存更改吗？</translation>
    </message>
    <message>
        <source>Not reloaded</source>
        <translation>未重新载入</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>The values are the same: comments or layout differ.</source>
        <translation>数值相同：仅注释或排版不同。</translation>
    </message>
    <message>
        <source>One of the two is no YAML: their values cannot be compared.</source>
        <translation>两者之一不是 YAML：无法比较其数值。</translation>
    </message>
    <message>
        <source>Changed by another program</source>
        <translation>已被其他程序更改</translation>
    </message>
    <message>
        <source>%1 was changed by another program. Overwrite it?</source>
        <translation>%1 已被其他程序更改。要覆盖它吗？</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>%1 is read-only. Write it all the same?</source>
        <translation>%1 是只读文件。仍要写入吗？</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>copy of %1</source>
        <translation>%1 的副本</translation>
    </message>
</context>
<context>
    <name>ExportFile</name>
    <message>
        <source>Replace the file?</source>
        <translation>替换文件吗？</translation>
    </message>
    <message>
        <source>%1 is there already. Replace it?</source>
        <translation>%1 已存在。要替换它吗？</translation>
    </message>
    <message>
        <source>%1: only %2 can be written.</source>
        <translation>%1：只能写入 %2。</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>未导出</translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>图片 (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>在文本中查找</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Aa</source>
        <translation>Aa</translation>
    </message>
    <message>
        <source>Tell upper case from lower case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>找到 %1 处</translation>
    </message>
    <message>
        <source>%1 replaced</source>
        <translation>已替换 %1 处</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>A page, field or command</source>
        <translation>页面、字段或命令</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>查找结果</translation>
    </message>
</context>
<context>
    <name>FormModel</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>scenario</source>
        <translation>场景</translation>
    </message>
</context>
<context>
    <name>FormPanel</name>
    <message>
        <source>Find a field</source>
        <translation>查找字段</translation>
    </message>
    <message>
        <source>Find a field of the form</source>
        <translation>在表单中查找字段</translation>
    </message>
    <message>
        <source>Only what is written</source>
        <translation>仅显示已写明的</translation>
    </message>
</context>
<context>
    <name>FormView</name>
    <message>
        <source>Scenario form</source>
        <translation>场景表单</translation>
    </message>
    <message>
        <source>Use the &amp;default</source>
        <translation>使用默认值(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Pin as lever</source>
        <translation>固定为调节杆(&amp;P)</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>%1 %2:00 UTC: %3 %4</source>
        <translation>%1 %2:00 UTC：%3 %4</translation>
    </message>
    <message>
        <source>baseline: %1, difference: %2</source>
        <translation>基准：%1，差异：%2</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
</context>
<context>
    <name>LeverAction</name>
    <message>
        <source>&amp;Lever on its price</source>
        <translation>为其价格设置调节杆(&amp;L)</translation>
    </message>
</context>
<context>
    <name>LeverRow</name>
    <message>
        <source>price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>physics</source>
        <translation>物理</translation>
    </message>
    <message>
        <source>Moves the figures while you drag</source>
        <translation>拖动时数值随之变化</translation>
    </message>
    <message>
        <source>Is simulated when you pause, at quick effort first</source>
        <translation>停下时进行模拟，先以快速精度</translation>
    </message>
    <message>
        <source>Asked for when the text holds no mistake</source>
        <translation>文本无误后才会判断</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置 %1</translation>
    </message>
    <message>
        <source>Unpin %1</source>
        <translation>取消固定 %1</translation>
    </message>
    <message>
        <source>Value of %1</source>
        <translation>%1 的值</translation>
    </message>
</context>
<context>
    <name>LeversDock</name>
    <message>
        <source>What if</source>
        <translation>假设分析</translation>
    </message>
    <message>
        <source>Add a field…</source>
        <translation>添加字段…</translation>
    </message>
    <message>
        <source>Add a field to the levers</source>
        <translation>为调节杆添加字段</translation>
    </message>
    <message>
        <source>Fields found</source>
        <translation>找到的字段</translation>
    </message>
    <message>
        <source>&amp;Apply to text</source>
        <translation>应用到文本(&amp;A)</translation>
    </message>
    <message>
        <source>Write the moved values into the scenario: one undo takes them back</source>
        <translation>把调整后的值写入场景：一次撤销即可恢复</translation>
    </message>
    <message>
        <source>&amp;Keep as variant…</source>
        <translation>保留为变体(&amp;K)…</translation>
    </message>
    <message>
        <source>Add them to the scenario as a variant; its own values stay</source>
        <translation>作为变体加入场景；场景自身的值不变</translation>
    </message>
    <message>
        <source>R&amp;eset</source>
        <translation>重置(&amp;E)</translation>
    </message>
    <message>
        <source>Every lever back to the scenario&apos;s value</source>
        <translation>所有调节杆恢复为场景的值</translation>
    </message>
    <message>
        <source>Levers move the scenario as written: choose it above, in place of a variant</source>
        <translation>调节杆只作用于原样的场景：请在上方选择它，而不是变体</translation>
    </message>
    <message>
        <source>%1 levers are pinned: unpin one</source>
        <translation>已固定 %1 个调节杆：请先取消一个</translation>
    </message>
    <message>
        <source>Keep as variant</source>
        <translation>保留为变体</translation>
    </message>
    <message>
        <source>Name of the variant</source>
        <translation>变体的名称</translation>
    </message>
    <message>
        <source>Levers</source>
        <translation>调节杆</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Scenario</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>The window speaks it from its next start on</source>
        <translation>下次启动时使用该语言</translation>
    </message>
    <message>
        <source>The scenario states no price of this, and could state none</source>
        <translation>场景没有写明此项价格，也无法写明</translation>
    </message>
    <message>
        <source>%1: is a lever</source>
        <translation>%1：已是调节杆</translation>
    </message>
    <message>
        <source>%1: no lever, there are %2</source>
        <translation>%1：不能设为调节杆，已有 %2 个</translation>
    </message>
    <message>
        <source>%1: no number that a lever could move</source>
        <translation>%1：不是调节杆可以调整的数值</translation>
    </message>
    <message>
        <source>The text cannot be kept for recovery: save it soon.</source>
        <translation>无法保留文本以供恢复：请尽快保存。</translation>
    </message>
    <message>
        <source>Open a scenario (Ctrl+O), or drop one here</source>
        <translation>打开一个场景（Ctrl+O），或将其拖到此处</translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 个错误</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>%1 个错误</translation>
    </message>
    <message>
        <source>The results are those of the text with the levers where they are</source>
        <translation>结果对应当前文本和调节杆的当前位置</translation>
    </message>
    <message>
        <source>The results are those of the text</source>
        <translation>结果对应当前文本</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>of an earlier text</source>
        <translation>对应较早的文本</translation>
    </message>
    <message>
        <source>page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>About Costwright</source>
        <translation>关于 Costwright</translation>
    </message>
    <message>
        <source>Costwright %1: what an AI system costs, why, and what to change.

Qt %2. Licence: Apache-2.0.</source>
        <translation>Costwright %1：一个 AI 系统的成本是多少、为什么、该改变什么。

Qt %2。许可证：Apache-2.0。</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>rests on models, devices and engines such as the calibration was fitted to</source>
        <translation>所依据的模型、设备和引擎都在校准拟合的范围内</translation>
    </message>
    <message>
        <source>rests on models, devices or engines outside of what the calibration was fitted to</source>
        <translation>所依据的模型、设备或引擎超出了校准拟合的范围</translation>
    </message>
    <message>
        <source>demand is above capacity in some month</source>
        <translation>某些月份的需求超过了容量</translation>
    </message>
    <message>
        <source>Cost by category</source>
        <translation>按类别的成本</translation>
    </message>
    <message>
        <source>What to know</source>
        <translation>须知</translation>
    </message>
    <message>
        <source>%1, by month</source>
        <translation>%1，按月</translation>
    </message>
    <message>
        <source>%1 % within it, target %2 %</source>
        <translation>%1 % 在限值内，目标 %2 %</translation>
    </message>
    <message>
        <source>Expense by category, %1</source>
        <translation>按类别的费用，%1</translation>
    </message>
    <message>
        <source>Expense by category, %1 (dashed: baseline)</source>
        <translation>按类别的费用，%1（虚线：基准）</translation>
    </message>
    <message>
        <source>Figures at a glance</source>
        <translation>数字一览</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>baseline</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>cumulative</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>%1, cumulative</source>
        <translation>%1，累计</translation>
    </message>
    <message>
        <source>Nothing is paid in this scenario</source>
        <translation>此场景没有支出</translation>
    </message>
    <message>
        <source>Stacked by</source>
        <translation>堆叠方式</translation>
    </message>
    <message>
        <source>Basis</source>
        <translation>口径</translation>
    </message>
    <message>
        <source>By</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>By period</source>
        <translation>按周期</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation>累计</translation>
    </message>
    <message>
        <source> (SLO %1 s)</source>
        <translation> （SLO %1 秒）</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>% of samples within</source>
        <translation>以内的样本占比，%</translation>
    </message>
    <message>
        <source>Nothing is simulated in this scenario</source>
        <translation>此场景没有模拟任何内容</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>%1, baseline</source>
        <translation>%1，基准</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>一周</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Trade-off</source>
        <translation>权衡</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>ParallelView</name>
    <message>
        <source>Parallel coordinates</source>
        <translation>平行坐标</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>&amp;Copy as picture</source>
        <translation>复制为图片(&amp;C)</translation>
    </message>
</context>
<context>
    <name>QMainWindow</name>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Find a page, field or command…</source>
        <translation>查找页面、字段或命令(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Examples</source>
        <translation>示例(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>导出(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Run again when the physics change</source>
        <translation>物理量变化时重新运行</translation>
    </message>
    <message>
        <source>&amp;Pin as baseline</source>
        <translation>固定为基准(&amp;P)</translation>
    </message>
    <message>
        <source>Compare the results that follow with these</source>
        <translation>把之后的结果与当前结果比较</translation>
    </message>
    <message>
        <source>&amp;Unpin the baseline</source>
        <translation>取消固定基准(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
</context>
<context>
    <name>RecoveryNotice</name>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>an unsaved scenario</source>
        <translation>一个未保存的场景</translation>
    </message>
    <message>
        <source>Costwright ended without saving %1. Its text was kept.</source>
        <translation>Costwright 结束时没有保存 %1。其文本已保留。</translation>
    </message>
</context>
<context>
    <name>ReportExport</name>
    <message>
        <source>Chart of this page…</source>
        <translation>本页图表…</translation>
    </message>
    <message>
        <source>All tables (CSV)…</source>
        <translation>所有表格 (CSV)…</translation>
    </message>
    <message>
        <source>Report (text)…</source>
        <translation>报告（文本）…</translation>
    </message>
    <message>
        <source>Report (JSON)…</source>
        <translation>报告 (JSON)…</translation>
    </message>
    <message>
        <source>Export all tables to</source>
        <translation>所有表格导出到</translation>
    </message>
    <message>
        <source>Export all tables</source>
        <translation>导出所有表格</translation>
    </message>
    <message>
        <source>Replace %1 in %2?</source>
        <translation>替换 %2 中的 %1 吗？</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>未导出</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>导出报告</translation>
    </message>
</context>
<context>
    <name>ResultPane</name>
    <message>
        <source>How the results fit the text</source>
        <translation>结果与文本的对应情况</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>Run (F5)</source>
        <translation>运行 (F5)</translation>
    </message>
    <message>
        <source>Cancel (Escape)</source>
        <translation>取消 (Escape)</translation>
    </message>
    <message>
        <source>Simulating: %1</source>
        <translation>正在模拟：%1</translation>
    </message>
    <message>
        <source>No results yet</source>
        <translation>尚无结果</translation>
    </message>
    <message>
        <source>No results: the run was %1</source>
        <translation>没有结果：运行%1</translation>
    </message>
    <message>
        <source>refining</source>
        <translation>正在细化</translation>
    </message>
    <message>
        <source>quick effort</source>
        <translation>快速精度</translation>
    </message>
    <message>
        <source>⟳ refining; these figures are at quick effort</source>
        <translation>⟳ 正在细化；这些数值为快速精度</translation>
    </message>
    <message>
        <source>▲ these figures are at quick effort (F5 refines them)</source>
        <translation>▲ 这些数值为快速精度（F5 可细化）</translation>
    </message>
    <message>
        <source>⟳ simulating; these results are of the text before</source>
        <translation>⟳ 正在模拟；这些结果对应之前的文本</translation>
    </message>
    <message>
        <source>▲ these results are of an earlier text (F5 runs it)</source>
        <translation>▲ 这些结果对应较早的文本（F5 运行）</translation>
    </message>
</context>
<context>
    <name>RunState</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1，剩余 %2</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>refining: %1</source>
        <translation>正在细化：%1</translation>
    </message>
    <message>
        <source>done, from the cache</source>
        <translation>已完成，来自缓存</translation>
    </message>
    <message>
        <source>done in %1</source>
        <translation>已完成，用时 %1</translation>
    </message>
</context>
<context>
    <name>ScenarioFiles</name>
    <message>
        <source>Scenarios (*.yaml *.yml)</source>
        <translation>场景 (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Open scenario</source>
        <translation>打开场景</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>保存对 %1 的更改吗？</translation>
    </message>
    <message>
        <source>Save scenario</source>
        <translation>保存场景</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
</context>
<context>
    <name>ScenarioLink</name>
    <message>
        <source>&amp;Find…</source>
        <translation>查找(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Replace…</source>
        <translation>替换(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Next problem</source>
        <translation>下一个问题(&amp;N)</translation>
    </message>
    <message>
        <source>Between &amp;text and form</source>
        <translation>在文本和表单之间切换(&amp;T)</translation>
    </message>
    <message>
        <source>
Of the catalogue: %1 %2</source>
        <translation>
目录中的值：%1 %2</translation>
    </message>
</context>
<context>
    <name>ScenarioPane</name>
    <message>
        <source>Line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>, warning: </source>
        <translation>，警告：</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>SideList</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>%1 (Alt+%2)</source>
        <translation>%1 (Alt+%2)</translation>
    </message>
</context>
<context>
    <name>SourcesPage</name>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Show in the scenario</source>
        <translation>在场景中显示</translation>
    </message>
    <message>
        <source>The line at which the price of the chosen row is written</source>
        <translation>所选行的价格所写的那一行</translation>
    </message>
    <message>
        <source>Rules and sources of the figure</source>
        <translation>指标的规则与来源</translation>
    </message>
    <message>
        <source>Ledger lines of the figure</source>
        <translation>指标的账目行</translation>
    </message>
    <message>
        <source>%1 = %2</source>
        <translation>%1 = %2</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>最近的文件</translation>
    </message>
    <message>
        <source>Open a file… (Ctrl+O)</source>
        <translation>打开文件…(Ctrl+O)</translation>
    </message>
    <message>
        <source>New, empty (Ctrl+N)</source>
        <translation>新建空白场景 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Examples: they open as copies</source>
        <translation>示例：以副本打开</translation>
    </message>
    <message>
        <source>What does an AI system cost, why, and what to change?</source>
        <translation>一个 AI 系统的成本是多少、为什么、该改变什么？</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
</context>
<context>
    <name>TableBar</name>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>The selected cells, or all, with their headers</source>
        <translation>所选单元格或全部，含表头</translation>
    </message>
    <message>
        <source>Export table…</source>
        <translation>导出表格…</translation>
    </message>
    <message>
        <source>As CSV</source>
        <translation>CSV 格式</translation>
    </message>
</context>
<context>
    <name>TableFilter</name>
    <message>
        <source>Filter rows</source>
        <translation>筛选行</translation>
    </message>
</context>
<context>
    <name>TableView</name>
    <message>
        <source>&amp;Copy with headers</source>
        <translation>复制（含表头）(&amp;C)</translation>
    </message>
    <message>
        <source>Export as CS&amp;V…</source>
        <translation>导出为 CSV(&amp;V)…</translation>
    </message>
    <message>
        <source>Export table</source>
        <translation>导出表格</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
</context>
<context>
    <name>TablesPage</name>
    <message>
        <source>Tables of the report</source>
        <translation>报告的表格</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run the scenario as it is written (F5)</source>
        <translation>按场景原样运行 (F5)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the run, keep the results of before (Escape)</source>
        <translation>停止运行，保留之前的结果 (Escape)</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Variant of the scenario</source>
        <translation>场景的变体</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>State of the run</source>
        <translation>运行状态</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行进度</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>Pin these results as the baseline</source>
        <translation>把这些结果固定为基准</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>as written</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>No baseline</source>
        <translation>无基准</translation>
    </message>
    <message>
        <source>Baseline: %1</source>
        <translation>基准：%1</translation>
    </message>
    <message>
        <source>Pin results, and what follows is compared with them (Ctrl+B)</source>
        <translation>固定结果，之后的结果都与它比较 (Ctrl+B)</translation>
    </message>
    <message>
        <source>Everything is compared with the pinned %1</source>
        <translation>一切都与固定的 %1 比较</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
</context>
<context>
    <name>TradeOffChart</name>
    <message>
        <source>Trade-off</source>
        <translation>权衡</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前沿</translation>
    </message>
    <message>
        <source>today</source>
        <translation>现状</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>满足</translation>
    </message>
    <message>
        <source>Each choice that is evaluated will be a dot here</source>
        <translation>每个经过评估的选择都会成为这里的一个点</translation>
    </message>
    <message>
        <source>advised</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>不满足</translation>
    </message>
    <message>
        <source>quick look</source>
        <translation>快速精度</translation>
    </message>
</context>
<context>
    <name>TradeoffPage</name>
    <message>
        <source>The choice under the mouse</source>
        <translation>鼠标所指的方案</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Search the scenario&apos;s strategies, or open the journal of a search.</source>
        <translation>搜索场景的策略，或打开一次搜索的日志。</translation>
    </message>
    <message>
        <source>What is sought</source>
        <translation>寻求的目标</translation>
    </message>
    <message>
        <source>minimize or maximize a metric of summary.csv, several with commas</source>
        <translation>minimize 或 maximize 加 summary.csv 的指标，多个用逗号分隔</translation>
    </message>
    <message>
        <source>What is to be kept</source>
        <translation>须保持的条件</translation>
    </message>
    <message>
        <source>subject to: ttft_p95 &lt;= 1 s; accuracy &gt;= today</source>
        <translation>subject to: ttft_p95 &lt;= 1 s; accuracy &gt;= today</translation>
    </message>
    <message>
        <source>every SLO</source>
        <translation>所有 SLO</translation>
    </message>
    <message>
        <source>Only what meets every SLO in every month counts</source>
        <translation>只计入每个月都满足所有 SLO 的方案</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open journal…</source>
        <translation>打开日志…</translation>
    </message>
    <message>
        <source>What an earlier search has evaluated, here or by `costwright optimize -o`</source>
        <translation>此处或 `costwright optimize -o` 的早先搜索所评估的内容</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>filter: tco &lt;= 1.2 M USD; e2e_p95 &lt;= 4 s</source>
        <translation>filter: tco &lt;= 1.2 M USD; e2e_p95 &lt;= 4 s</translation>
    </message>
    <message>
        <source>Limits with semicolons. They can be dragged in the chart, too</source>
        <translation>用分号分隔的限值，也可在图表中拖动</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>刷选</translation>
    </message>
    <message>
        <source>Drag a rectangle around points (or hold Shift)</source>
        <translation>在点的周围拖出矩形（或按住 Shift）</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Let go of the brushed points (Escape)</source>
        <translation>放开刷选的点 (Escape)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Every point in sight (double click)</source>
        <translation>显示所有的点（双击）</translation>
    </message>
    <message>
        <source>Make variant</source>
        <translation>生成变体</translation>
    </message>
    <message>
        <source>Writes the choice among the scenario&apos;s variants</source>
        <translation>把该方案写入场景的变体</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Opens the choice as a scenario of its own</source>
        <translation>把该方案作为独立的场景打开</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>What each strategy of the choice brings, alone and together</source>
        <translation>该方案的每个策略单独和共同带来什么</translation>
    </message>
    <message>
        <source>The choice against today</source>
        <translation>该方案与现状的比较</translation>
    </message>
    <message>
        <source>Explaining…</source>
        <translation>正在解释…</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点</translation>
    </message>
    <message>
        <source>What each strategy brings</source>
        <translation>每个策略带来什么</translation>
    </message>
    <message>
        <source>Parallel coordinates</source>
        <translation>平行坐标</translation>
    </message>
    <message>
        <source>Cancelled: what was evaluated stays, and the same search goes on from there.</source>
        <translation>已取消：已评估的内容会保留，同样的搜索会从那里继续。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Open the journal of a search</source>
        <translation>打开一次搜索的日志</translation>
    </message>
    <message>
        <source>Journals (*.sqlite)</source>
        <translation>日志 (*.sqlite)</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>正在打开 %1…</translation>
    </message>
    <message>
        <source>A search that was not finished: the front is that of what it evaluated.</source>
        <translation>搜索尚未完成：前沿取自已评估的方案。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 tried (%2 at the scenario&apos;s own effort), %3 kept, %4 on the front</source>
        <translation>已尝试 %1 个（其中 %2 个为场景自身精度），%3 个满足条件，%4 个在前沿上</translation>
    </message>
    <message>
        <source>Front: %1</source>
        <translation>前沿：%1</translation>
    </message>
    <message>
        <source>Brushed: %1</source>
        <translation>刷选：%1</translation>
    </message>
    <message>
        <source>, the first %1</source>
        <translation>，前 %1 个</translation>
    </message>
    <message>
        <source>; at quick effort</source>
        <translation>；快速精度</translation>
    </message>
    <message>
        <source>; misses what is to be kept</source>
        <translation>；不满足须保持的条件</translation>
    </message>
    <message>
        <source>Recommended: </source>
        <translation>推荐：</translation>
    </message>
    <message>
        <source>The search was of %1: open it first.</source>
        <translation>该搜索属于 %1：请先打开它。</translation>
    </message>
    <message>
        <source>Written as the variant %1.</source>
        <translation>已写为变体 %1。</translation>
    </message>
    <message>
        <source>The choice and its difference</source>
        <translation>所选方案及其差异</translation>
    </message>
</context>
<context>
    <name>VariantsView</name>
    <message>
        <source>Scenarios to stand side by side</source>
        <translation>要并列比较的场景</translation>
    </message>
    <message>
        <source>Figures side by side</source>
        <translation>并列的数值</translation>
    </message>
    <message>
        <source>Ledger lines of the chosen cell</source>
        <translation>所选单元格的账目行</translation>
    </message>
    <message>
        <source>Cash paid so far</source>
        <translation>累计已付现金</translation>
    </message>
    <message>
        <source>Ledger lines</source>
        <translation>账目行</translation>
    </message>
    <message>
        <source>Click a figure for the lines of the ledger behind it</source>
        <translation>点击数值可查看其背后的账目行</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并列比较</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Cash and ledger lines</source>
        <translation>现金与账目行</translation>
    </message>
    <message>
        <source>Evaluating: %1 of %2</source>
        <translation>正在评估：%1 / %2</translation>
    </message>
    <message>
        <source>Check what is to be compared with the first.</source>
        <translation>请勾选要与第一个比较的场景。</translation>
    </message>
    <message>
        <source>Ledger lines: %1</source>
        <translation>账目行：%1</translation>
    </message>
    <message>
        <source>cash paid so far</source>
        <translation>迄今已付现金</translation>
    </message>
</context>
<context>
    <name>WeekPage</name>
    <message>
        <source>Deployment</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月份</translation>
    </message>
    <message>
        <source>Export chart…</source>
        <translation>导出图表…</translation>
    </message>
    <message>
        <source>Values of the week</source>
        <translation>一周的数值</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>功率</translation>
    </message>
    <message>
        <source>Nothing is simulated in this month</source>
        <translation>本月没有模拟任何内容</translation>
    </message>
    <message>
        <source>Load: demand / what the busiest hour can bear, %</source>
        <translation>负载：需求 / 最忙小时所能承受的量，%</translation>
    </message>
    <message>
        <source>Power of the accelerators, kW</source>
        <translation>加速器功率，kW</translation>
    </message>
</context>
<context>
    <name>YamlEditor</name>
    <message>
        <source>Scenario text</source>
        <translation>场景文本</translation>
    </message>
</context>
</TS>
