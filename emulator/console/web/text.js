// The words of the console, each in English and Japanese. {name} is replaced by a value.

const CATALOG = {
  'nav.chain': ['Chain', '連鎖'],
  'nav.keys': ['Keys', 'キー'],
  'nav.alarms': ['Alarms', 'アラーム'],
  'nav.inbox': ['Inbox', '受信箱'],
  'nav.bench': ['Filter bench', 'フィルター検証'],
  'nav.world': ['Secrets and trails', 'シークレットと証跡'],
  'nav.lessons': ['Lessons', 'レッスン'],
  'skip': ['Skip to the content', '本文へ移動'],
  'language': ['Language', '言語'],
  'region': ['Region', 'リージョン'],
  'identity': ['Identity for calls', '呼び出しに使う ID'],
  'identity.help': ['root, user/NAME or assumed-role/ROLE/SESSION', 'root、user/NAME、または assumed-role/ROLE/SESSION'],
  'default': ['default', '既定'],
  'trouble': ['keytrail does not answer: {why}', 'keytrail が応答しません: {why}'],
  'token.title': ['This keytrail wants its control token', 'この keytrail には制御トークンが必要です'],
  'token.field': ['Token (--control-token)', 'トークン (--control-token)'],
  'token.ok': ['Go on', '続ける'],
  'refused': ['{code}: {message}', '{code}: {message}'],
  'done': ['{what}: done.', '{what}: 完了しました。'],
  'close': ['Close', '閉じる'],
  'copy': ['Copy', 'コピー'],
  'copied': ['Copied.', 'コピーしました。'],
  'loading': ['Loading…', '読み込み中…'],
  'none': ['none', 'なし'],
  'time': ['Time', '時刻'],

  'clock.now': ['Keytrail time', 'keytrail の時刻'],
  'clock.manual': ['stands still until moved', '動かすまで停止'],
  'clock.wall': ['runs, {speed}×', '進行中、{speed} 倍速'],
  'clock.advance': ['Advance', '進める'],
  'clock.by': ['Advance by, such as 90s, 15m, 10d', '進める時間 (例: 90s、15m、10d)'],
  'clock.next': ['To what happens next: {what}, {time}', '次の出来事まで: {what}、{time}'],
  'clock.nothing': ['Nothing is waiting for the clock', '時刻を待つ出来事はありません'],
  'clock.moved': ['It is now {now}.', '現在は {now} です。'],
  'clock.stop': ['Stop', '停止'],
  'clock.run': ['Run', '進行'],
  'next.cloudwatch.evaluate-alarm': ['alarm {subject} is judged', 'アラーム {subject} の評価'],
  'next.cloudwatch.evaluate-composite': ['composite alarm {subject} is judged', '複合アラーム {subject} の評価'],
  'next.cloudtrail.log-file': ['a log file is delivered', 'ログファイルの配信'],
  'next.cloudtrail.digest': ['a digest file is delivered', 'ダイジェストファイルの配信'],
  'next.cloudtrail.deliver': ['a record is delivered', '記録の配信'],
  'next.kms.delete-key': ['key {subject} is deleted for good', 'キー {subject} の完全な削除'],
  'next.kms.expire-material': ['material of key {subject} expires', 'キー {subject} のマテリアルの失効'],
  'next.kms.rotate-key': ['key {subject} is rotated', 'キー {subject} のローテーション'],
  'next.secretsmanager.delete-secret': ['secret {subject} is deleted for good', 'シークレット {subject} の完全な削除'],
  'next.logs.default-value': ['a filter reports its default value', 'フィルターが既定値を報告'],
  'next.logs.retention': ['old log events go', '古いログイベントの消去'],

  'chain.title': ['What happened', '起きたこと'],
  'chain.empty': ['Nothing has happened yet. Point a client here, or begin a lesson:', 'まだ何も起きていません。クライアントを接続するか、レッスンを始めてください:'],
  'chain.filter': ['Show only what contains', '次を含むものだけを表示'],
  'chain.filter.help': ['key, identity, error, service', 'キー、ID、エラー、サービス'],
  'chain.errors': ['Only what failed', '失敗だけ'],
  'chain.reads': ['Hide calls that succeed and lead nowhere', '成功してどこにも続かない呼び出しを隠す'],
  'chain.older': ['Show what was before', 'これより前を表示'],
  'chain.newer': ['Show what came next', 'これより後を表示'],
  'chain.count': ['{shown} of {all} shown', '{all} 件中 {shown} 件を表示'],
  'chain.pause': ['Pause', '一時停止'],
  'chain.resume': ['Follow ({new} new)', '追従する (新着 {new} 件)'],
  'link.call': ['Call', '呼び出し'],
  'link.record': ['Record', '記録'],
  'link.log': ['Log event', 'ログイベント'],
  'link.filter': ['Filter', 'フィルター'],
  'link.datapoint': ['Datapoint', 'データポイント'],
  'link.alarm': ['Alarm', 'アラーム'],
  'link.notification': ['Notification', '通知'],
  'link.reached': ['reached', '到達'],
  'link.not': ['not reached', '未到達'],
  'chain.clock': ['The clock moved from {from} to {to}', '時刻が {from} から {to} へ進みました'],
  'chain.service': ['AWS service event {name}', 'AWS サービスイベント {name}'],
  'chain.alarm': ['Alarm {name}: {from} → {to}', 'アラーム {name}: {from} → {to}'],
  'chain.notification': ['Notification to {to}', '{to} への通知'],
  'chain.ok': ['succeeded', '成功'],
  'chain.invoked': ['by {who}', '{who} による'],
  'why.record': ['CloudTrail wrote this record.', 'CloudTrail がこの記録を書きました。'],
  'why.no-record': ['This call left no record: it is a data event, or was refused before CloudTrail sees it.', 'この呼び出しは記録を残しません。データイベントか、CloudTrail より前に拒否されたものです。'],
  'why.log': ['A trail delivered the record to log group {group}, stream {stream}.', '証跡が記録をロググループ {group}、ストリーム {stream} に配信しました。'],
  'why.no-log': ['No trail that logs, takes such events and has a log group was there when this happened.', 'この時点で、このイベントを対象とし、ロググループを持つ、記録中の証跡はありませんでした。'],
  'why.filters': ['The metric filters of {group}, clause by clause:', '{group} のメトリクスフィルターを条件ごとに:'],
  'why.no-filters': ['{group} has no metric filter.', '{group} にメトリクスフィルターはありません。'],
  'why.matches': ['matches', '一致'],
  'why.differs': ['does not match', '不一致'],
  'why.filters-now': ['Judged with the filters as they are now.', '現在のフィルターで判定しています。'],
  'why.datapoint': ['{source} put {value} into {metric} for the minute of {time}.', '{source} が {metric} に {time} の分の値 {value} を加えました。'],
  'why.no-datapoint': ['No filter matched, so nothing was counted.', '一致したフィルターがなく、何も数えられませんでした。'],
  'why.alarm': ['Alarm {name} went from {from} to {to}: {reason}', 'アラーム {name} が {from} から {to} になりました: {reason}'],
  'why.no-alarm': ['No alarm went to ALARM because of this yet. Alarms are judged at the end of their period: advance the clock.', 'これによる ALARM への遷移はまだありません。アラームは期間の終わりに評価されます。時刻を進めてください。'],
  'why.evaluations': ['Alarms that watch {metric}:', '{metric} を監視するアラーム:'],
  'why.judged': ['{name}, judged {time}: {why}', '{name}、{time} の評価: {why}'],
  'why.no-watch': ['No alarm watches {metric}.', '{metric} を監視するアラームはありません。'],
  'why.sent': ['{protocol} to {to}: {status}. {subject}', '{protocol}、宛先 {to}: {status}。{subject}'],
  'why.no-sent': ['Nobody was told: the alarm has no action for this state, its topic has no confirmed subscription, or the chain ended before.', '通知はありません。この状態のアクションがない、確認済みの購読がない、または連鎖がその前で終わっています。'],

  'keys.title': ['KMS keys', 'KMS キー'],
  'keys.empty': ['There are no keys in this Region.', 'このリージョンにキーはありません。'],
  'keys.create': ['Create a key', 'キーを作成'],
  'keys.id': ['Key', 'キー'],
  'keys.alias': ['Aliases', 'エイリアス'],
  'keys.state': ['State', '状態'],
  'keys.spec': ['Spec', '仕様'],
  'keys.description': ['Description', '説明'],
  'keys.waits': ['Waits for the clock', '時刻待ち'],
  'keys.deleted-in': ['deleted in {time}', '{time}後に削除'],
  'keys.expires-in': ['material expires in {time}', '{time}後にマテリアル失効'],
  'keys.rotates-in': ['rotates in {time}', '{time}後にローテーション'],
  'keys.last': ['Last used', '最終使用'],
  'keys.last-by': ['{operation}, {time}', '{operation}、{time}'],
  'keys.never': ['not since it is tracked', '追跡開始後は未使用'],
  'keys.actions': ['Ways out of this state', 'この状態からの操作'],
  'keys.refused': ['{operation} is refused: the key is {state}.', '{operation} は拒否されます。キーの状態は {state} です。'],
  'keys.origin-needed': ['{operation} is for keys with imported material.', '{operation} はインポートされたマテリアルのキー用です。'],
  'keys.diagram': ['State diagram: the key is {state} now', '状態遷移図: 現在の状態は {state}'],
  'keys.records': ['Its records, newest first', 'このキーの記録 (新しい順)'],
  'keys.back': ['All keys', 'すべてのキー'],
  'keys.try': ['Try to encrypt', '暗号化を試す'],
  'keys.window': ['Waiting period, days', '待機期間 (日)'],
  'keys.here': ['now', '現在'],

  'alarms.title': ['Alarms', 'アラーム'],
  'alarms.empty': ['There are no alarms in this Region.', 'このリージョンにアラームはありません。'],
  'alarms.rule': ['{statistic} of {metric} {operator} {threshold}, {m} of {n} periods of {period} s; missing data: {missing}', '{metric} の {statistic} {operator} {threshold}、{period} 秒の期間 {n} 回中 {m} 回、欠落データ: {missing}'],
  'alarms.composite': ['Composite: {rule}', '複合: {rule}'],
  'alarms.graph': ['{metric} against its threshold {threshold}, {count} periods until {end}', '{metric} としきい値 {threshold}、{end} までの {count} 期間'],
  'alarms.summary': ['Highest value {max}; {missing} of {count} periods without data.', '最大値 {max}。{count} 期間中 {missing} 期間はデータなし。'],
  'alarms.threshold': ['threshold {value}', 'しきい値 {value}'],
  'alarms.table': ['The same as a table', '同じ内容の表'],
  'alarms.time': ['Period from', '期間の開始'],
  'alarms.value': ['Value', '値'],
  'alarms.state': ['State', '状態'],
  'alarms.history': ['History, newest first', '履歴 (新しい順)'],
  'alarms.scrub': ['Look back: the last {minutes} minutes end at', '過去を見る: {minutes} 分間の終わり'],
  'alarms.treated': ['no data, treated as {rule}', 'データなし、{rule} として扱う'],
  'alarms.condition': ['Condition', '条件'],
  'alarms.reason': ['Reason', '理由'],
  'alarms.children': ['It depends on', '依存するアラーム'],
  'missing.missing': ['missing', '欠落'],
  'missing.ignore': ['ignored', '無視'],
  'missing.breaching': ['breaching', '超過'],
  'missing.notBreaching': ['not breaching', '正常'],

  'inbox.title': ['Inbox', '受信箱'],
  'inbox.empty': ['No mail has arrived.', 'メールは届いていません。'],
  'inbox.to': ['To', '宛先'],
  'inbox.from': ['From', '差出人'],
  'inbox.confirm': ['Confirm the subscription', '購読を確認する'],
  'inbox.subject': ['Subject', '件名'],

  'bench.title': ['Filter bench', 'フィルター検証'],
  'bench.pattern': ['Pattern, as put-metric-filter takes it', 'パターン (put-metric-filter と同じ形式)'],
  'bench.events': ['Log events, one a line', 'ログイベント (1 行に 1 件)'],
  'bench.take': ['Take the newest records', '最新の記録を使う'],
  'bench.run': ['Test', '検証'],
  'bench.matched': ['{matched} of {all} events match', '{all} 件中 {matched} 件が一致'],
  'bench.invalid': ['Column {column}: expected {expected}', '{column} 桁目: {expected} が必要です'],
  'bench.holds': ['holds', '成立'],
  'bench.fails': ['fails', '不成立'],

  'world.secrets': ['Secrets', 'シークレット'],
  'world.trails': ['Trails', '証跡'],
  'world.groups': ['Log groups', 'ロググループ'],
  'world.name': ['Name', '名前'],
  'world.key': ['KMS key', 'KMS キー'],
  'world.deleted': ['Deletion', '削除'],
  'world.delete': ['Delete, 7 days', '削除 (7 日後)'],
  'world.restore': ['Restore', '復元'],
  'world.read': ['Read', '読み取り'],
  'world.logging': ['Logging', '記録'],
  'world.logs': ['Log group', 'ロググループ'],
  'world.latest': ['Latest delivery', '最新の配信'],
  'world.error': ['Error', 'エラー'],
  'world.filters': ['Metric filters', 'メトリクスフィルター'],
  'world.on': ['on', 'オン'],
  'world.off': ['off', 'オフ'],
  'world.in-use': ['in use', '使用中'],

  'lessons.title': ['Lessons', 'レッスン'],
  'lessons.intro': ['Each lesson is a drill on this very emulator. Do a step with the button or with the command; the page checks what happened.', '各レッスンは、このエミュレーターで行う訓練です。ボタンまたはコマンドで手順を実行すると、結果をページが確認します。'],
  'lessons.start': ['Begin', '始める'],
  'lessons.resume': ['Go on at step {step}', '手順 {step} から続ける'],
  'lessons.again': ['Begin again', '最初からやり直す'],
  'lessons.step': ['Step {step} of {all}', '手順 {step} / {all}'],
  'lessons.do': ['Do it for me', '代わりに実行'],
  'lessons.command': ['Or in a terminal', 'またはターミナルで'],
  'lessons.wait': ['Waiting for it to happen…', '実行されるのを待っています…'],
  'lessons.done-step': ['Done: {what}', '完了: {what}'],
  'lessons.next': ['Next step', '次の手順'],
  'lessons.finished': ['That was the whole drill. Well done.', 'これで訓練は終わりです。お疲れさまでした。'],
  'lessons.other': ['Something else happened: {what}. This step waits for: {expected}', '別のことが起きました: {what}。この手順が待つのは: {expected}'],
  'lessons.jump': ['For trainers: start at step', '講師向け: 開始する手順'],
  'lessons.prepare': ['Prepare everything before it', 'それまでを準備する'],
  'lessons.clock': ['This drill wants a clock that stands still. It runs now.', 'この訓練では時刻を止めておきます。現在は進行中です。'],
};

const LANGUAGES = ['en', 'ja'];
const stored = localStorage.getItem('language');
export const language = LANGUAGES.includes(stored) ? stored :
    navigator.language.startsWith('ja') ? 'ja' : 'en';
document.documentElement.lang = language;

export function setLanguage(code) {
  localStorage.setItem('language', code);
  location.reload();
}

export const pick = (both) => both[LANGUAGES.indexOf(language)] ?? both[0];
export const has = (key) => key in CATALOG;

export function t(key, values = {}) {
  return pick(CATALOG[key] ?? [key]).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

export const time = (instant) => instant.replace('T', ' ').replace('Z', ' UTC');

// "9 d 23 h", "4 min": the two largest units that are not nothing.
export function span(milliseconds) {
  const units = [['d', 86400000], ['h', 3600000], ['min', 60000], ['s', 1000]];
  const words = [];
  let rest = Math.max(0, milliseconds);
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${name}`);
  }
  return words.slice(0, 2).join(' ') || '0 s';
}
