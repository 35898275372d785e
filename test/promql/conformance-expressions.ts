/** Expressions that between them touch every rule of Prometheus's grammar and type check, one a line. */
const GROUPS: Readonly<Record<string, string>> = {
  numbers: `
1
-1
+1
1.5
.5
5.
1e3
1e-3
1E+3
1e
0x1F
0X1f
0x
0x1G
010
08
1_000
1.2.3
Inf
-inf
+INF
NaN
nan
5m
1h30m
1e400
--1
-(-1)
1 + 2
1 2
`,
  strings: String.raw`
"a"
'a'
${'`a`'}
"a
'a"
"\n"
"\q"
"\'"
'\''
'\"'
"\x41"
"\x4"
"\101"
"\1"
"\400"
"\u0041"
"\u00"
"\ud800"
"\U00000041"
"\U00110000"
${'`\\q`'}
""
`,
  selectors: `
a
a:b:c
:a
_a
a1
1a
a.b
a-b
a{}
{}
{a="b"}
{a=""}
{a!="b"}
{a!=""}
{a=~".*"}
{a=~".+"}
{a!~".+"}
{a!~".*"}
{a=~""}
{a!~""}
{a=~"b|"}
{__name__="a"}
{__name__=~"a.*"}
a{__name__="b"}
a{b="c"}
a{b='c'}
a{b=${'`c`'}}
a{b="c",}
a{b="c",,}
a{,}
a{,b="c"}
a{b="c" d="e"}
a{b="c",d!="e",f=~"g",h!~"i"}
a{b=="c"}
a{b<>"c"}
a{b}
a{b=c}
a{b=1}
a{b="c"
a b="c"}
a{b:c="d"}
a{1b="d"}
a{"b"="c"}
{"a.b"}
{"a"}
a{b="c"}{d="e"}
{a="b"} c
a{b=~"c"}, d
a{ b = "c" }
a {b="c"}
sum
sum{a="b"}
by
without
offset
on
ignoring
bool
group_left
and
or
unless
atan2
start
end
count_values
rate
time
inf
a{on="b"}
a{sum="b", by="c", bool="d"}
a{inf="b"}
a{b="é"}
é
a # comment
# comment
a @ # comment
`,
  regexps: String.raw`
a{b=~"c(?=d)"}
a{b=~"c(?!d)"}
a{b=~"(?<=c)d"}
a{b=~"(?<!c)d"}
a{b=~"(c)\\1"}
a{b=~"c++"}
a{b=~"c**"}
a{b=~"c{2}{3}"}
a{b=~"c*?"}
a{b=~"c{2,3}?"}
a{b=~"c{3,2}"}
a{b=~"c{1001}"}
a{b=~"c{1000}"}
a{b=~"(c{100}){11}"}
a{b=~"(c{100}){10}"}
a{b=~"c{,3}"}
a{b=~"c{"}
a{b=~"c{2"}
a{b=~"*c"}
a{b=~"c|*"}
a{b=~"(*c)"}
a{b=~"^*"}
a{b=~"+"}
a{b=~"(c"}
a{b=~"c)"}
a{b=~"[c"}
a{b=~"c]"}
a{b=~"[]c]"}
a{b=~"[]"}
a{b=~"[^]c]"}
a{b=~"[a-z0-9_-]"}
a{b=~"[z-a]"}
a{b=~"[a-\\d]"}
a{b=~"[\\d-z]"}
a{b=~"[[:alpha:]]"}
a{b=~"[[:^alpha:]]"}
a{b=~"[[:nope:]]"}
a{b=~"\\d\\D\\s\\S\\w\\W\\b\\B\\A\\z"}
a{b=~"\\Z"}
a{b=~"\\G"}
a{b=~"\\e"}
a{b=~"\\C"}
a{b=~"\\_"}
a{b=~"\\."}
a{b=~"\\-"}
a{b=~"\\pL\\p{Greek}\\P{Lu}\\p{^Lu}"}
a{b=~"\\p{Nope}"}
a{b=~"\\p{Letter}"}
a{b=~"\\pX"}
a{b=~"\\p{Any}"}
a{b=~"\\x41\\x{263a}"}
a{b=~"\\x{110000}"}
a{b=~"\\x4"}
a{b=~"\\07\\123"}
a{b=~"\\8"}
a{b=~"\\a\\f\\t\\n\\r\\v"}
a{b=~"[\\b]"}
a{b=~"\\Qa.*(\\E+"}
a{b=~"\\Qa"}
a{b=~"\\"}
a{b=~"(?i)c"}
a{b=~"(?i:c)d"}
a{b=~"(?-i)c"}
a{b=~"(?i-s:c)"}
a{b=~"(?msU)c"}
a{b=~"(?x)c"}
a{b=~"(?)"}
a{b=~"(?:)"}
a{b=~"(?-)c"}
a{b=~"(?P<n>c)"}
a{b=~"(?<n>c)"}
a{b=~"(?P<n>c)(?P<n>d)"}
a{b=~"(?P<>c)"}
a{b=~"(?P<1>c)"}
a{b=~"(?P=n)"}
a{b=~"(?#c)"}
a{b=~"(?>c)"}
a{b=~"(?i)*c"}
a{b=~"()"}
a{b=~"c||d"}
a{b=~"(|c)"}
a{b!~"["}
a{b="["}
`,
  ranges: `
a[5m]
rate(a[5m])
rate(a)
rate(a[5])
rate(a[])
rate(a[0m])
rate(a[-5m])
rate(a["5m"])
rate(a[5m)
rate(a[1h30m])
rate(a[30m1h])
rate(a[1.5h])
rate(a[1d1w])
rate(a[1w1d])
rate(a[1y])
rate(a[300y])
rate(a[5M])
rate(a[5hs])
rate(a[500ms])
rate(a[5m5m])
rate(a[ 5m ])
rate(a [5m])
rate((a)[5m])
rate((a[5m]))
rate(sum(a)[5m])
rate(rate(a[5m])[5m])
rate(a[5m][5m])
rate(a{b="c"}[5m])
rate(a[5m]{b="c"})
-a[5m]
rate(-a[5m])
a[5m] + 1
sum(a[5m])
rate(a[5m] * 2)
`,
  subqueries: `
rate(a[5m])[1h:1m]
max_over_time(rate(a[5m])[1h:1m])
max_over_time(rate(a[5m])[1h:])
max_over_time(rate(a[5m])[1h:0s])
max_over_time(rate(a[5m])[:1m])
max_over_time(rate(a[5m])[1h:1m] offset 5m)
max_over_time(a[1h:1m])
max_over_time((a + b)[1h:1m])
max_over_time(a + b[1h:1m])
max_over_time(1[1h:1m])
max_over_time("a"[1h:1m])
max_over_time(a[1h][1h:1m])
max_over_time(time()[1h:1m])
max_over_time(vector(1)[1h:1m])
max_over_time(sum by (b) (a)[1h:1m])
max_over_time(sum(a) by (b)[1h:1m])
max_over_time(max_over_time(a[5m:1m])[1h:5m])
max_over_time(-a[1h:1m])
-a[1h:1m]
a[1h : 1m]
a[1h:1m:1s]
`,
  shifts: `
a offset 5m
a offset -5m
a offset +5m
a offset 0s
a offset 5
a offset
a OFFSET 5m
offset 5m
a offset 5m offset 5m
a[5m] offset 5m
rate(a[5m] offset 5m)
rate(a offset 5m [5m])
rate(a[5m]) offset 5m
sum(a) offset 5m
sum(a offset 5m)
(a) offset 5m
(a offset 5m)
1 offset 5m
a + b offset 5m
rate(a[5m]) + rate(b[5m] offset 1h)
a offset 5m + b
a{b="c"} offset 1w
a offset 5m {b="c"}
a @ 100
a @ -100
a @ +100
a @ 1.5
a @ 1e10
a @ 1e30
a @ Inf
a @ NaN
a @ 5m
a @ "5"
a @ start()
a @ end()
a @ start
a @ time()
a @ (100)
a @ 1 @ 2
a @ 1 offset 5m
a offset 5m @ 1
a @ 1 offset 5m @ 2
a[5m] @ 1
a @ 1 [5m]
rate(a[5m] @ end() offset 5m)
rate(a[5m]) @ 1
sum(a) @ 100
max_over_time(a[5m:1m] @ 1)
(a) @ 1
-a @ 1
a + b @ 1
`,
  aggregations: `
sum(a)
Sum(a)
SUM BY (b) (a)
sum by (b) (a)
sum(a) by (b)
sum by (b) (a) by (c)
sum by b (a)
sum by (b) a
sum by () (a)
sum by (b,) (a)
sum by (,) (a)
sum by (b c) (a)
sum by ("b") (a)
sum by (b:c) (a)
sum by (1b) (a)
sum by (on, by, sum, offset, bool) (a)
sum without (b) (a)
sum without (b, c) (a)
sum(a) without (b)
sum()
sum(a, b)
sum(3, a)
sum(1)
sum("a")
sum(time())
sum(vector(1))
sum(a,)
avg(a)
count(a)
min(a)
max(a)
group(a)
stddev(a)
stdvar(a)
topk(3, a)
topk(a)
topk(a, 3)
topk("3", a)
topk(scalar(b), a)
topk(b, a)
topk by (c) (3, a)
topk(3, a) by (c)
bottomk(3, a)
quantile(0.9, a)
quantile("0.9", a)
quantile(99, a)
count_values("b", a)
count_values(b, a)
count_values(1, a)
count_values("b", a, c)
limitk(3, a)
limit_ratio(0.1, a)
median(a)
sum sum(a)
`,
  functions: `
abs(a)
abs(1)
abs(a[5m])
abs()
abs(a, b)
abs "a"
ABS(a)
nope(a)
a:b(c)
time()
time(a)
time ( )
pi()
pi() + a
vector(1)
vector(a)
vector(time())
scalar(a)
scalar(1)
round(a)
round(a, 0.1)
round(a, b)
round(a, 0.1, 1)
clamp(a, 0, 1)
clamp(a, 0)
clamp_max(a, 1)
clamp_min(a, 1)
hour()
hour(a)
hour(a, b)
day_of_year()
minute(vector(time()))
days_in_month(1)
absent(a)
absent(sum(a))
absent_over_time(a[5m])
present_over_time(a[5m])
changes(a[5m])
deriv(a[5m])
delta(a[5m])
idelta(a[5m])
increase(a[5m])
irate(a[5m])
resets(a[5m])
last_over_time(a[5m])
stddev_over_time(a[5m])
quantile_over_time(0.9, a[5m])
quantile_over_time(a[5m], 0.9)
predict_linear(a[1h], 3600)
predict_linear(a[1h])
predict_linear(a[1h], b)
holt_winters(a[1h], 0.5, 0.5)
holt_winters(a[1h], 0.5)
double_exponential_smoothing(a[1h], 0.5, 0.5)
histogram_quantile(0.9, a)
histogram_quantile(99, a)
histogram_quantile(a, 0.9)
histogram_quantile(0.9, rate(a[5m]))
histogram_count(a)
histogram_sum(a)
histogram_fraction(0, 1, a)
histogram_avg(a)
histogram_stddev(a)
label_replace(a, "b", "$1", "c", "(.*)")
label_replace(a, "b", "$1", "c")
label_replace(a, b, "$1", "c", "(.*)")
label_replace(a, "1b", "$1", "c", "(")
label_join(a, "b", ",", "c", "d")
label_join(a, "b", ",")
label_join(a, "b")
label_join(a, "b", ",", c)
mad_over_time(a[5m])
sort(a)
sort_desc(a)
sort_by_label(a, "b")
info(a)
timestamp(a)
timestamp(1)
sgn(a)
sin(a)
deg(a)
start()
end()
step()
range()
min_of(1, 2)
rate(a[5m],)
rate(,a[5m])
rate(a[5m]
rate a[5m])
rate{a="b"}(c)
`,
  operators: `
a + b
a - b
a * b
a / b
a % b
a ^ b
a atan2 b
a ATAN2 b
a ** b
a + + b
a + - b
a +
+ a
-a
-"a"
!a
a == b
a != b
a > b
a >= b
a < b
a <= b
a = b
a <> b
a =~ b
a == bool b
a BOOL == b
a > bool 1
1 > 2
1 > bool 2
1 == bool 1
a + bool b
a and bool b
a and b
a AND b
a or b
a unless b
a && b
a || b
a and 1
1 or a
1 and 2
a xor b
a + 1
1 + a
a + "1"
"a" + "b"
"a" == "b"
a > "b"
a + b[5m]
a[5m] + b[5m]
a + on(c) b
a + ignoring(c) b
a + on() b
a + on c b
a + on(c,) b
a + on(c, d) b
a + on(c) ignoring(d) b
a + on(c) group_left b
a + on(c) group_left() b
a + on(c) group_left(d) b
a + on(c) group_right(d) b
a + on(c) group_left(c) b
a + ignoring(c) group_left(c) b
a + group_left(d) b
a + group_left b
a + on(c) group_left(d) (b)
a + on(c) group_left (b)
a + on(c) group_left group_right b
a and on(c) b
a and on(c) group_left b
a or ignoring(c) b
a unless on() b
a + on(c) 1
1 + on(c) 1
a + on() 1
a + ignoring() 1
a > on(c) bool b
a > bool on(c) b
a > bool on(c) group_left b
on(c) a + b
1 + on(c) group_left() a
2 ^ 3 ^ 2
-2 ^ 2
2 ^ -1
a * b + c / d > 1 and e or f unless g
(a
a)
()
((a))
(1 + 2) * a
(a, b)
[a]
a;
a ? b : c
a.b()
a:
a::b
$a
@
@ 1
`,
  underscores: `
1_0
1__0
_1
1_
1_.5
1._5
1_0.2_5
1_0.2_5e1_0
1e_5
.2_5
0_7
0_8
0x_1F
0x1_F
0x1__F
0x1F_
0x7fffffffffffffff
0xffffffffffffffff
0777777777777777777777777
Inf_
a > 1_000
rate(a[1_0])
rate(a[1_0m])
`,
  durations: `
rate(a[5m * 2])
rate(a[5m*2])
rate(a[2 * 5m])
rate(a[5m + 1m - 30s])
rate(a[1h / 2])
rate(a[1h % 7m])
rate(a[2 ^ 3])
rate(a[-2 ^ 2])
rate(a[(5m)])
rate(a[(5m + 1m) * 2])
rate(a[((5m))])
rate(a[+5m])
rate(a[--5m])
rate(a[-(5m)])
rate(a[-(-5m)])
rate(a[-5m + 10m])
rate(a[5m - 10m])
rate(a[0 * 5m])
rate(a[(0)])
rate(a[0.0001])
rate(a[5m / 0])
rate(a[5m / (0)])
rate(a[5m % 0s])
rate(a[5m / 2 / 0])
rate(a[5m == 5m])
rate(a[5m and 5m])
rate(a[5m atan2 5m])
rate(a[5m * b])
rate(a[5m * sum(b)])
rate(a[5m *])
rate(a[* 5m])
rate(a[(5m])
rate(a[5m)])
rate(a[step()])
rate(a[STEP()])
rate(a[step])
rate(a[step(1)])
rate(a[step() * 4])
rate(a[range()])
rate(a[range() / 10 + step()])
rate(a[max_of(5m, step())])
rate(a[min_of(range(), 1h)])
rate(a[Max_Of(5m, 2 * step())])
rate(a[max_of(5m)])
rate(a[max_of(5m, 1m, 2m)])
rate(a[max(5m, step())])
rate(a[start()])
rate(a[time()])
max_over_time(a[1h * 2:5m])
max_over_time(a[1h:5m * 2])
max_over_time(a[1h:step()])
max_over_time(a[step():])
max_over_time(a[range():step() + 1m])
max_over_time(a[1h:-5m])
max_over_time(a[1h::5m])
max_over_time(a[1h x 5m])
max_over_time(a[1h x])
rate(a[9.3e9])
rate(a[9.5e10])
rate(a[9.5e10 - 9.4e10])
rate(a[1e400])
a offset 9.5e10
a offset -9.5e10
a offset NaN
a offset Inf
a offset 5m * 2
a offset 5m * b
a offset (5m * 2)
a offset (5m) * b
a offset (5m) * 2
(a offset (5m)) * b
a offset (b)
a offset -(5m)
a offset -(5m) * b
a offset +(5m) * b
a offset -2 ^ 2
a offset - -5m
a offset --5m * b
a offset --5m * 2
a offset step()
a offset -step()
a offset step() * b
a offset -range() + b
a offset max_of(5m, step())
a offset -min_of(5m, step())
a offset min_of(5m, 1) * b
a offset 0 offset 5m
a offset 0s offset 5m
a offset 5m offset 0s
a[5m * 2] offset (1h + 5m)
sum_over_time(a[1h:5m] offset (5m + 1m))
a @ (1 + 1)
a @ step()
a @ 1e17
a @ 1e19
a @ -1e17
`,
  edges: `
a anchored
a smoothed
A ANCHORED
rate(a[5m] anchored)
rate(a[5m] smoothed)
rate(a[5m] Smoothed)
rate(a anchored [5m])
rate(a[5m] anchored offset 5m)
rate(a[5m] offset 5m anchored)
rate(a[5m] @ start() anchored)
rate(a[5m] anchored @ 1 offset 5m)
rate(a[5m] anchored anchored)
rate(a[5m] anchored smoothed)
rate(a smoothed [5m] anchored)
rate((a[5m]) anchored)
(a) anchored
rate(a[5m]) anchored
sum(a) anchored
1 smoothed
max_over_time(a[1h:5m] anchored)
max_over_time(a anchored [1h:5m])
-a anchored
a + b anchored
(a + b) anchored
sum_over_time(a[5m] anchored)
anchored
smoothed
anchored anchored
anchored{a="b"}
anchored + smoothed
anchored(a)
sum by (anchored, smoothed, step, range, max_of, min_of) (a)
step
range
max_of
min_of
step + range
step()
range()
start()
end()
max_of(1, 2)
min_of(1, 2)
step(a)
step:a
`,
  trims: `
a </ 5
a >/ 5
a </ b
a</b
a >/on(c) b
a >/ on(c) group_left b
a </ bool 5
5 </ a
5 </ 6
a < / 5
a </ b + c
a + b </ c
a </ b == c
a </ b and c
a >/ "b"
a </ b[5m]
a <//b
`,
  fills: `
fill
fill + fill_left
a + fill b
a + fill(0) b
a + fill (0) b
a + on(c) fill(0) b
a + fill_left(0) fill_right(1) b
a + fill_left(0) fill_left(1) b
sum by (fill, fill_left, fill_right) (a)
`,
  bytes: String.raw`
"\xff"
"\xc3\xa9"
"a\x80b\xe9"
"\ufffd"
"�"
${'`�`'}
a{b="�"}
a{b="\xff"}
a{b=~"\xff"}
a{b=~"\xff.*"}
a{b=~"\xff|c"}
count_values("\xff", a)
label_replace(a, "b", "\xff", "c", "(.*)")
sum by ("\xff") (a)
a{"\xff"="c"}
"\377"
`,
  names: `
{""}
{"", a="b"}
{"", a=~".*"}
{"a", "b"}
{"a", __name__="b"}
{"a", __name__=~"b"}
{__name__="a", "b"}
{__name__="a", __name__="b"}
a{"b"}
a{""}
a{__name__=""}
{"a", b="c"}
{b="c", "a"}
{"a" "b"}
{"a"="b"}
{""="b"}
{"a b"="c"}
{'a'}
{${'`a`'}}
{"a"}[5m]
rate({"a.b"}[5m])
{"a"} offset 5m
{"a"=}
{"a",}
{"a",,}
sum by ("a.b", c) (a)
sum by ('a') (a)
sum by ("") (a)
sum by (a:b) (a)
sum by (:) (a)
sum by (without) (a)
sum by (WITHOUT) (a)
sum by (inf) (a)
sum by (NaN) (a)
sum by (by) (a)
sum without (without) (a)
a + on(without) b
a + on(inf) b
a + on(c) group_left(without) b
a{without="b"}
a{nan="b"}
a{b:c="d"}
`,
  limits: `
limitk
limit_ratio
limitk{a="b"}
limitk(3, a)
limitk by (b) (3, a)
limitk(3, a) by (b)
limit_ratio(0.5, a)
limit_ratio without (b) (-0.5, a)
limitk(a)
limitk("a", b)
histogram_quantiles(a, "q", 0.5, 0.9)
histogram_quantiles(a, "q")
integral(a[5m])
integral(a[5m], 1)
first_over_time(a[5m])
histogram_avg(a)
histogram_stddev(a)
start_timestamp(a)
info(a)
info(a, {b="c"})
ts_of_max_over_time(a[5m])
`,
};

export const EXPRESSIONS: readonly string[] = [
  '',
  ' ',
  'a\n  + b',
  'a\t+\tb',
  'constructor',
  'a constructor b',
  'a{b=~"[[:constructor:]]"}',
  'toString(a)',
  'a{b="c\nd"}',
  'a{b=`c\nd`}',
  'a # comment\rb',
  'a # comment\r + b',
  'rate(a[ # comment\n5m])',
  'rate(a[# comment\n5m])',
  'rate(a[5m # comment\n])',
  'rate(a[5m # comment\n + 1m])',
  'rate(a[( # comment\n5m)])',
  'rate(a[step() # comment\n])',
  'rate(a[step() + 1m # comment\n])',
  'max_over_time(a[1h: # comment\n 5m])',
  'a{ # comment\nb="c"}',
  'a offset # comment\n 5m',
  'rate(a[\n5m\n])',
  `rate(a[${'('.repeat(40)}5m${')'.repeat(40)}])`,
  ...Object.values(GROUPS).flatMap((group) => group.split('\n').filter((line) => line !== '')),
];
