// The lessons: drills in steps. A step says what to do, does it when asked (`act`), and knows by the
// timeline that it was done (`until`). ${name} stands for a value an earlier step remembered.
//
// act    calls [service, operation, input], {advance: '1m'} or {confirm: address}; {anew: alarm} deletes what
//        is left of an alarm on a keytrail that is not fresh, with the composite alarms that depend on it
// until  the members of the timeline entry that ends the step; a text with * is a wildcard
// keep   name -> member of that entry, remembered for later steps
// cli    what to type instead; `aws` stands for aws with the endpoint of this keytrail
// hand   the view where it can be done by hand
// see    the view where it shows

const PATTERN = '{ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") }';
const GROUP = 'CloudTrail/DefaultLogGroup';
const ROLE = 'arn:aws:iam::${account}:role/CloudTrail_CloudWatchLogs_Role';
// ${again} tells a lesson that is done once more from what is left of it; empty on a fresh keytrail.
const OPS = 'ops${again}@example.com';

const keyWorks = {
  title: ['A new key works', '新しいキーは使える'],
  text: ['AWS KMS, the Key Management Service, keeps keys that never leave it: whoever wants something encrypted or decrypted asks KMS, and names the key. Create one. It is Enabled from the start, so it can be used at once.',
    'AWS KMS は、外に出ることのないキーを保管します。暗号化や復号が必要な人は、キーを指定して KMS に依頼します。キーを 1 つ作成してください。最初から有効 (Enabled) なので、すぐに使えます。'],
  hand: 'keys',
  cli: ['aws kms create-key --description "CMK For S3"'],
  act: [['kms', 'CreateKey', {Description: 'CMK For S3'}]],
  until: {kind: 'call', service: 'kms', operation: 'CreateKey', errorCode: undefined},
  keep: {key: 'resource', account: 'account', region: 'region'},
};

const trail = {
  title: ['A trail writes down who does what', '誰が何をしたかを証跡が残す'],
  text: ['CloudTrail records every management call. A trail delivers the records: here to a log group, where CloudWatch Logs can look at them.',
    'CloudTrail はすべての管理イベントを記録します。証跡はその記録を配信します。ここではロググループに配信し、CloudWatch Logs で調べられるようにします。'],
  see: 'world',
  cli: ['aws s3api create-bucket --bucket drill-trail-records', `aws logs create-log-group --log-group-name ${GROUP}`,
    `aws cloudtrail create-trail --name management-events --s3-bucket-name drill-trail-records --cloud-watch-logs-log-group-arn 'arn:aws:logs:\${region}:\${account}:log-group:${GROUP}:*' --cloud-watch-logs-role-arn ${ROLE}`,
    'aws cloudtrail start-logging --name management-events'],
  act: [['s3', 'CreateBucket', {Bucket: 'drill-trail-records'}], ['logs', 'CreateLogGroup', {logGroupName: GROUP}],
    ['cloudtrail', 'CreateTrail', {Name: 'management-events', S3BucketName: 'drill-trail-records',
      CloudWatchLogsLogGroupArn: `arn:aws:logs:\${region}:\${account}:log-group:${GROUP}:*`, CloudWatchLogsRoleArn: ROLE}],
    ['cloudtrail', 'StartLogging', {Name: 'management-events'}]],
  until: {kind: 'call', service: 'cloudtrail', operation: 'StartLogging', errorCode: undefined},
};

const filter = {
  title: ['A metric filter counts what fails', 'メトリクスフィルターが失敗をカウントする'],
  text: ['The pattern takes every record of KMS that has an error. Each match adds 1 to the metric KMSErrorCount.',
    'このパターンは、エラーを含む KMS の記録すべてに一致します。一致するたびにメトリクス KMSErrorCount に 1 が加算されます。'],
  see: 'world',
  cli: [`aws logs put-metric-filter --log-group-name ${GROUP} --filter-name eventSource-kms-errorCode-Exception --filter-pattern '${PATTERN}' --metric-transformations metricNamespace=CloudTrailLogMetrics,metricName=KMSErrorCount,metricValue=1`],
  act: [['logs', 'PutMetricFilter', {logGroupName: GROUP, filterName: 'eventSource-kms-errorCode-Exception', filterPattern: PATTERN,
    metricTransformations: [{metricNamespace: 'CloudTrailLogMetrics', metricName: 'KMSErrorCount', metricValue: '1'}]}]],
  until: {kind: 'call', service: 'logs', operation: 'PutMetricFilter', errorCode: undefined},
};

const topic = {
  title: ['Somebody who is told', '通知を受け取る人'],
  text: ['A topic sends mail to those who subscribed and confirmed. The second command sends one such mail, which waits in the inbox: open it and confirm.',
    'トピックは、サブスクライブして確認を済ませた人にメールを送ります。2 番目のコマンドで確認メールが受信箱に届くので、開いて確認してください。'],
  see: 'inbox',
  cli: ['aws sns create-topic --name key-misuse',
    `aws sns subscribe --topic-arn arn:aws:sns:\${region}:\${account}:key-misuse --protocol email --notification-endpoint ${OPS}`],
  act: [['sns', 'CreateTopic', {Name: 'key-misuse'}],
    ['sns', 'Subscribe', {TopicArn: 'arn:aws:sns:${region}:${account}:key-misuse', Protocol: 'email', Endpoint: OPS}], {confirm: OPS}],
  until: {kind: 'call', service: 'sns', operation: 'ConfirmSubscription', errorCode: undefined},
};

const alarm = {
  title: ['An alarm judges every minute', 'アラームが毎分評価する'],
  text: ['One failure within a minute is enough. A minute without data is fine: missing data counts as not breaching.',
    '1 分間に 1 件でも失敗があれば発報します。データのない 1 分間は問題ありません。欠落データはしきい値内 (notBreaching) として扱います。'],
  see: 'alarms:kms-errors',
  cli: ['aws cloudwatch put-metric-alarm --alarm-name kms-errors --namespace CloudTrailLogMetrics --metric-name KMSErrorCount --statistic Sum --period 60 --evaluation-periods 1 --datapoints-to-alarm 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions arn:aws:sns:${region}:${account}:key-misuse'],
  act: [{anew: 'kms-errors'}, ['cloudwatch', 'PutMetricAlarm', {AlarmName: 'kms-errors', Namespace: 'CloudTrailLogMetrics', MetricName: 'KMSErrorCount',
    Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching',
    AlarmActions: ['arn:aws:sns:${region}:${account}:key-misuse']}]],
  until: {kind: 'call', service: 'cloudwatch', operation: 'PutMetricAlarm', errorCode: undefined},
};

const disable = {
  title: ['The key is disabled', 'キーを無効化する'],
  text: ['Before a key is deleted it should be disabled for a while: whoever still needs it then finds out.',
    'キーを削除する前に、しばらく無効化しておくべきです。まだ必要としている人がいれば、そこで気付きます。'],
  hand: 'keys:${key}',
  cli: ['aws kms disable-key --key-id ${key}'],
  act: [['kms', 'DisableKey', {KeyId: '${key}'}]],
  until: {kind: 'call', service: 'kms', operation: 'DisableKey', resource: '${key}', errorCode: undefined},
};

const useDisabled = {
  title: ['Somebody still uses it', 'まだ使っている人がいる'],
  text: ['Encrypt with the disabled key. KMS refuses with DisabledException. Look at the chain view: how far did this failure travel?',
    '無効化したキーで暗号化します。KMS は DisabledException で拒否します。連鎖の画面で、この失敗がどこまで届いたか見てください。'],
  hand: 'keys:${key}',
  cli: ['aws kms encrypt --key-id ${key} --plaintext Zm9v'],
  act: [['kms', 'Encrypt', {KeyId: '${key}', Plaintext: 'Zm9v'}]],
  until: {kind: 'call', service: 'kms', operation: 'Encrypt', resource: '${key}', errorCode: 'DisabledException'},
};

const schedule = {
  title: ['The key is scheduled for deletion', 'キーの削除をスケジュールする'],
  text: ['A key is never deleted at once: it waits for 7 to 30 days, here for ten. Until then nothing can be encrypted or decrypted with it, and the deletion can be cancelled.',
    'キーはすぐには削除されません。7～30 日の待機期間があり、ここでは 10 日です。その間、このキーでは暗号化も復号もできませんが、削除はキャンセルできます。'],
  hand: 'keys:${key}',
  cli: ['aws kms schedule-key-deletion --key-id ${key} --pending-window-in-days 10'],
  act: [['kms', 'ScheduleKeyDeletion', {KeyId: '${key}', PendingWindowInDays: 10}]],
  until: {kind: 'call', service: 'kms', operation: 'ScheduleKeyDeletion', resource: '${key}', errorCode: undefined},
};

const usePending = {
  title: ['And somebody still uses it', 'それでも使う人がいる'],
  text: ['The same call is refused in other words now: KMSInvalidStateException, "… is pending deletion."',
    '同じ呼び出しが、今度は別のエラー KMSInvalidStateException ("… is pending deletion.") で拒否されます。'],
  hand: 'keys:${key}',
  cli: useDisabled.cli,
  act: useDisabled.act,
  until: {kind: 'call', service: 'kms', operation: 'Encrypt', resource: '${key}', errorCode: 'KMSInvalidStateException'},
};

const fires = {
  title: ['A minute later the alarm fires', '1 分後にアラームが発報する'],
  text: ['The alarm judges at the end of the minute. Move the clock on by a minute (+1m at the top of the page): the alarm goes to ALARM and the topic sends a mail.',
    'アラームは 1 分間の終わりに評価を行います。時刻を 1 分進めると (ページ上部の +1m)、アラームは ALARM になり、トピックがメールを送ります。'],
  see: 'inbox',
  cli: ["curl -sX POST ${endpoint}/_keytrail/clock -d '{\"advance\":\"1m\"}'"],
  act: [{advance: '1m'}],
  until: {kind: 'notification', subject: 'ALARM: "kms-errors"*', status: 'delivered'},
};

const save = {
  title: ['The key is saved', 'キーを救う'],
  text: ['The mail came in time: cancel the deletion. The key is Disabled afterwards, not Enabled, so enable it as well.',
    'メールは間に合いました。削除をキャンセルします。キーは Enabled ではなく Disabled になるので、続けて有効化します。'],
  hand: 'keys:${key}',
  cli: ['aws kms cancel-key-deletion --key-id ${key}', 'aws kms enable-key --key-id ${key}'],
  act: [['kms', 'CancelKeyDeletion', {KeyId: '${key}'}], ['kms', 'EnableKey', {KeyId: '${key}'}]],
  until: {kind: 'call', service: 'kms', operation: 'EnableKey', resource: '${key}', errorCode: undefined},
};

const works = {
  title: ['It works again', 'また使える'],
  text: ['Encrypt once more. The call succeeds, so no filter matches, and some minutes later the alarm is OK again.',
    'もう一度暗号化します。成功するのでどのフィルターにも一致せず、数分後にアラームは OK に戻ります。'],
  hand: 'keys:${key}',
  cli: useDisabled.cli,
  act: useDisabled.act,
  until: {kind: 'call', service: 'kms', operation: 'Encrypt', resource: '${key}', errorCode: undefined},
};

// What a client makes up for each secret it creates.
const TOKEN = Array.from({length: 32}, () => Math.floor(Math.random() * 16).toString(16)).join('');
const SECRET = 'drill/database-password${again}';
const createSecret = {
  title: ['A secret is kept', 'シークレットを保管する'],
  text: ['Secrets Manager encrypts the secret under a KMS key of AWS, alias/aws/secretsmanager, unless told another.',
    '特に指定がなければ、Secrets Manager は AWS マネージドキー alias/aws/secretsmanager でシークレットを暗号化します。'],
  see: 'world',
  cli: [`aws secretsmanager create-secret --name ${SECRET} --secret-string 'correct horse'`],
  act: [['secretsmanager', 'CreateSecret', {Name: SECRET, SecretString: 'correct horse', ClientRequestToken: TOKEN}]],
  until: {kind: 'call', service: 'secretsmanager', operation: 'CreateSecret', errorCode: undefined},
  keep: {secret: 'resource', account: 'account', region: 'region'},
};
const deleteSecret = {
  title: ['The secret is scheduled for deletion', 'シークレットの削除をスケジュールする'],
  text: ['It waits for seven days. The answer says when it goes for good.', 'シークレットは 7 日間待機します。完全に削除される日時は応答で分かります。'],
  hand: 'world',
  cli: [`aws secretsmanager delete-secret --secret-id ${SECRET} --recovery-window-in-days 7`],
  act: [['secretsmanager', 'DeleteSecret', {SecretId: SECRET, RecoveryWindowInDays: 7}]],
  until: {kind: 'call', service: 'secretsmanager', operation: 'DeleteSecret', errorCode: undefined},
};
const readSecret = {
  title: ['An application asks for it', 'アプリケーションが読み取ろうとする'],
  text: ['GetSecretValue is refused with InvalidRequestException: the secret was marked for deletion.',
    'GetSecretValue は InvalidRequestException で拒否されます。シークレットが削除対象としてマークされているためです。'],
  hand: 'world',
  cli: [`aws secretsmanager get-secret-value --secret-id ${SECRET}`],
  act: [['secretsmanager', 'GetSecretValue', {SecretId: SECRET}]],
  until: {kind: 'call', service: 'secretsmanager', operation: 'GetSecretValue', errorCode: 'InvalidRequestException'},
};
const restoreSecret = {
  title: ['The secret is restored', 'シークレットを復元する'],
  text: ['Within the seven days RestoreSecret makes it as it was.', '7 日以内なら RestoreSecret で元に戻せます。'],
  hand: 'world',
  cli: [`aws secretsmanager restore-secret --secret-id ${SECRET}`],
  act: [['secretsmanager', 'RestoreSecret', {SecretId: SECRET}]],
  until: {kind: 'call', service: 'secretsmanager', operation: 'RestoreSecret', errorCode: undefined},
};

const gone = {
  title: ['Ten days later it is gone', '10 日後、キーは消える'],
  text: ['Nobody cancelled. Move the clock ten days on: KMS deletes the key for good and CloudTrail records DeleteKey, an event of the service itself. What it encrypted can never be read again.',
    '誰もキャンセルしませんでした。時刻を 10 日進めると、KMS はキーを完全に削除し、CloudTrail は AWS サービスイベント DeleteKey を記録します。このキーで暗号化されたものは二度と読めません。'],
  see: 'keys',
  cli: ["curl -sX POST ${endpoint}/_keytrail/clock -d '{\"advance\":\"10d\"}'"],
  act: [{advance: '10d'}],
  until: {kind: 'record', eventName: 'DeleteKey'},
};

// ---- a filter that never matches ----

const putFilter = (name, pattern, metric) => ({
  cli: [`aws logs put-metric-filter --log-group-name ${GROUP} --filter-name ${name} --filter-pattern '${pattern}' --metric-transformations metricNamespace=Lesson,metricName=${metric},metricValue=1`],
  act: [['logs', 'PutMetricFilter', {logGroupName: GROUP, filterName: name, filterPattern: pattern,
    metricTransformations: [{metricNamespace: 'Lesson', metricName: metric, metricValue: '1'}]}]],
  until: {kind: 'call', service: 'logs', operation: 'PutMetricFilter', errorCode: undefined},
  see: 'world',
});
const wrongFilter = {
  title: ['A filter that looks right', '正しそうに見えるフィルター'],
  text: ['It is to count calls that a disabled key refused, and CloudWatch Logs takes it without a word. One letter is wrong: values are told apart by case.',
    '無効化したキーのために拒否された呼び出しをカウントするはずのフィルターです。CloudWatch Logs は何も言わずに受け付けますが、1 文字間違っています。値の大文字と小文字は区別されます。'],
  ...putFilter('lesson-wrong', '{ $.errorCode = "disabled*" }', 'Wrong'),
};
const unseen = {
  ...useDisabled,
  title: ['It fails, and nobody counts', '失敗しても誰もカウントしない'],
  text: ['Encrypt with the disabled key. In the chain view this call ends at Filter: click it, and see which clause fails, and on which value.',
    '無効化したキーで暗号化します。連鎖の画面では、この呼び出しは「フィルター」で止まります。クリックすると、どの条件がどの値で不成立かが分かります。'],
  see: 'chain',
};
const rightFilter = {
  title: ['The filter is mended', 'フィルターを直す'],
  text: ['The filter bench tells before anybody relies on it: take the newest records there, and try the pattern with a capital D. Then put it.',
    'フィルター検証の画面なら、使い始める前に確かめられます。最新の記録を使い、D を大文字にしたパターンを試してから設定します。'],
  ...putFilter('lesson-right', '{ $.errorCode = "Disabled*" }', 'Right'),
  see: 'bench',
};
const counted = {
  ...useDisabled,
  title: ['Now it counts', '今度はカウントされる'],
  text: ['The same call once more. This time it goes on to a datapoint of the metric Right.', '同じ呼び出しをもう一度行います。今度はメトリクス Right のデータポイントまで進みます。'],
  until: {kind: 'datapoint', namespace: 'Lesson', metricName: 'Right'},
  see: 'chain',
};

// ---- missing data ----

const putAlarm = (name, missing) => ({
  cli: [`aws cloudwatch put-metric-alarm --alarm-name ${name} --namespace CloudTrailLogMetrics --metric-name KMSErrorCount --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data ${missing}`],
  act: [{anew: name}, ['cloudwatch', 'PutMetricAlarm', {AlarmName: name, Namespace: 'CloudTrailLogMetrics', MetricName: 'KMSErrorCount', Statistic: 'Sum', Period: 60,
    EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: missing}]],
  until: {kind: 'call', service: 'cloudwatch', operation: 'PutMetricAlarm', errorCode: undefined},
  see: `alarms:${name}`,
});
const advanced = (duration, until) => ({
  cli: [`curl -sX POST \${endpoint}/_keytrail/clock -d '{"advance":"${duration}"}'`],
  act: [{advance: duration}],
  until,
});
const calmAlarm = {
  title: ['An alarm that takes silence for good news', '沈黙を良い知らせとみなすアラーム'],
  text: ['A metric filter counts only when something happens, so most minutes have no data at all. This alarm treats such a minute as not breaching.',
    'メトリクスフィルターは何かが起きたときだけカウントするので、ほとんどの 1 分間にはデータがまったくありません。このアラームはそれをしきい値内 (notBreaching) として扱います。'],
  ...putAlarm('lesson-calm', 'notBreaching'),
};
const anxiousAlarm = {
  title: ['And one that fears the worst', '最悪を想定するアラーム'],
  text: ['The same metric, the same threshold; only missing data is treated as breaching.', 'メトリクスもしきい値も同じで、欠落データをしきい値超過 (breaching) として扱う点だけが違います。'],
  ...putAlarm('lesson-anxious', 'breaching'),
};
const silence = {
  title: ['Five minutes in which nothing happens', '何も起きない 5 分間'],
  text: ['Move the clock on. Nobody did anything wrong, and one of the two is in ALARM: look at the squares in its graph.',
    '時刻を進めます。誰も何も間違えていないのに、2 つのうち一方が ALARM になります。そのグラフの四角を見てください。'],
  ...advanced('5m', {kind: 'alarm-transition', alarm: 'lesson-anxious', to: 'ALARM'}),
  see: 'alarms:lesson-anxious',
};
const noise = {
  title: ['A minute in which something does', '何かが起きる 1 分間'],
  text: ['After the failure, let the minute end. Now the calm alarm fires too.', '失敗のあと、その 1 分間が終わるまで時刻を進めます。今度は沈黙を良い知らせとみなすアラーム (lesson-calm) も発報します。'],
  ...advanced('1m', {kind: 'alarm-transition', alarm: 'lesson-calm', to: 'ALARM'}),
  see: 'alarms:lesson-calm',
};
const quiet = {
  title: ['Silence again', 'ふたたび沈黙'],
  text: ['Some quiet minutes later it is OK by itself. For errors counted by a filter, notBreaching is nearly always what one wants.',
    '静かな数分のあと、自然に OK に戻ります。フィルターでカウントするエラーには、ほとんどの場合 notBreaching が適切です。'],
  ...advanced('10m', {kind: 'alarm-transition', alarm: 'lesson-calm', to: 'OK'}),
  see: 'alarms:lesson-calm',
};

// What somebody who is new to AWS meets in the lessons.
export const WORDS = [
  [['KMS', 'KMS'], ['The Key Management Service. It keeps keys and uses them for whoever may; the keys never leave it.',
    'Key Management Service。キーを保管し、権限のある呼び出し元の代わりに使います。キーが外に出ることはありません。']],
  [['ARN', 'ARN'], ['Amazon Resource Name: the full name of a thing in AWS, with its Region and account.',
    'Amazon リソースネーム。リージョンとアカウントを含む、AWS リソースの完全な名前です。']],
  [['Region', 'リージョン'], ['A place where AWS keeps things. Keys, alarms and log groups of one Region know nothing of those of another.',
    'AWS がリソースを置く地域。キー、アラーム、ロググループは、ほかのリージョンのものとは独立しています。']],
  [['root', 'root'], ['The owner of the account, who may do everything. Here it is who calls unless you name somebody else.',
    'アカウントの所有者で、すべてを実行できます。ここでは、ほかを指定しない限り root として呼び出します。']],
  [['Record, trail', '記録、証跡'], ['CloudTrail writes a record of each call. A trail is what delivers the records: to a bucket, and to a log group if it has one.',
    'CloudTrail は呼び出しごとに記録を残します。証跡はその記録を、バケットと、設定されていればロググループにも配信します。']],
  [['Log group', 'ロググループ'], ['Where CloudWatch Logs keeps lines of text, which here are the records.',
    'CloudWatch Logs がテキストの行 (ここでは記録) を保管する場所です。']],
  [['Metric filter, datapoint', 'メトリクスフィルター、データポイント'], ['A metric filter looks for a pattern in each line of a log group. Each line that matches adds a value to a metric: a datapoint.',
    'メトリクスフィルターはロググループの各行をパターンと照合します。一致した行ごとに、メトリクスに値 (データポイント) が追加されます。']],
  [['Alarm, breaching', 'アラーム、しきい値超過'], ['An alarm judges a metric as time goes on. A value beyond its threshold is breaching. It is OK, in ALARM, or has INSUFFICIENT_DATA, when there is nothing to go by.',
    'アラームは時間の経過とともにメトリクスを評価します。しきい値を超えた値はしきい値超過 (breaching) です。状態は OK、ALARM、そして判断材料がないときの INSUFFICIENT_DATA です。']],
  [['Topic, subscription', 'トピック、サブスクリプション'], ['What is published to an SNS topic goes to everybody who subscribed to it and confirmed that.',
    'SNS トピックに発行されたものは、サブスクライブして確認を済ませたすべての宛先に届きます。']],
  [['Zm9v', 'Zm9v'], ['The word foo in base64, the form in which bytes are sent as text.', 'foo という語の base64 表記。バイト列をテキストとして送るときの形です。']],
];

export const LESSONS = [
  {
    id: 'key-deletion',
    title: ['A key that is going to be deleted is still in use', '削除予定のキーがまだ使われている'],
    text: ['From the key to the mail: who still uses a key that is disabled or scheduled for deletion, and who is told in time to save it.',
      'キーからメールまで: 無効化または削除予定のキーをまだ使っているのは誰か、そしてキーを救えるうちに誰へ知らせが届くか。'],
    steps: [keyWorks, trail, filter, topic, alarm, disable, useDisabled, schedule, usePending, fires, save, works],
  },
  {
    id: 'key-gone',
    title: ['A key is deleted for good', 'キーが完全に削除される'],
    text: ['Nobody cancels: the day comes, the key goes, and with it everything it ever encrypted.',
      '誰もキャンセルしないまま予定日が来ると、キーは削除され、そのキーで暗号化したものはすべて失われます。'],
    steps: [keyWorks, schedule, usePending, gone],
  },
  {
    id: 'secret-deletion',
    title: ['A secret that is going to be deleted is still in use', '削除予定のシークレットがまだ使われている'],
    text: ['A secret is marked for deletion, an application still asks for it, and it is restored in time.',
      'シークレットが削除対象になり、それでもアプリケーションが読み取ろうとし、期限前に復元されます。'],
    steps: [createSecret, deleteSecret, readSecret, restoreSecret],
  },
  {
    id: 'filter-never-matches',
    title: ['A filter that never matches', '決して一致しないフィルター'],
    text: ['Why a failure that is recorded is counted nowhere, and how to see it before it matters.', '記録された失敗がなぜどこにもカウントされないのか、そして手遅れになる前に気付く方法。'],
    steps: [keyWorks, trail, wrongFilter, disable, unseen, rightFilter, counted],
  },
  {
    id: 'missing-data',
    title: ['What silence means to an alarm', 'アラームにとっての沈黙の意味'],
    text: ['Two alarms on the same metric that differ in what they make of missing data.', '同じメトリクスを監視し、欠落データの扱いだけが違う 2 つのアラーム。'],
    steps: [keyWorks, trail, filter, calmAlarm, anxiousAlarm, silence, disable, useDisabled, noise, quiet],
  },
];
